import { beforeEach, describe, expect, it } from 'vitest';
import { linesOf, output } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { createScs } from '../../helpers/scs-table.js';

const folder = useFolder();
let database = '';

beforeEach(async () => {
  database = await createScs(
    folder.file('a.db'),
    [
      {
        token: 'ann-1',
        data: { userID: 42, role: 'admin', cart: { total: 9.5 }, tags: ['a', 'b'] },
        expiry: '2031-01-01 00:00:00+00:00',
        user_id: 42,
        ip: '10.0.0.1',
      },
      {
        token: 'ann-2',
        data: { userID: '42', role: 'user', cart: { total: 100 }, big: 'x' },
        expiry: '2030-01-01 02:00:00+09:00',
        user_id: 42,
        ip: '10.0.0.2',
      },
      {
        token: 'bob-1',
        data: { userID: 7, role: 'user', active: true, 'a.b': 1 },
        expiry: '2029-12-31 23:00:00+00:00',
        user_id: 7,
        ip: null,
      },
      { token: 'bob-2', data: { userID: 7 }, expiry: '2001-01-01 00:00:00+00:00' },
    ],
    { columns: 'user_id integer, ip text' },
  );
});

const tokens = async (...argv: string[]): Promise<string[]> =>
  linesOf(await output(['list', '-f', 'tokens', ...argv], { database }));

describe('list --where', () => {
  it.each([
    ['role=admin', ['ann-1']],
    ['role!=admin', ['ann-2', 'bob-1']],
    ['role~se', ['ann-2', 'bob-1']],
    ['cart.total<10', ['ann-1']],
    ['cart.total>9.5', ['ann-2']],
    ['cart', ['ann-1', 'ann-2']],
    ['cart.total', ['ann-1', 'ann-2']],
    ['cart.nothing', []],
    ['userID=42', ['ann-1', 'ann-2']],
    ['active=true', ['bob-1']],
    ['tags=b', ['ann-1']],
    ['tags.0=b', []],
    ['tags.1=b', ['ann-1']],
    ['a.b=1', ['bob-1']],
    ['role=', []],
    ['role', ['ann-1', 'ann-2', 'bob-1']],
    ['!role', []],
    ['!cart', ['bob-1']],
    ['cart.total!=100', ['ann-1', 'bob-1']],
    ['cart.total>=100', ['ann-2']],
    ['cart.total<=9.5', ['ann-1']],
    ['data.role=admin', ['ann-1']],
    ['data.user', []],
    ['user=42', ['ann-1', 'ann-2']],
    ['user!=42', ['bob-1']],
    ['user>7', ['ann-1', 'ann-2']],
    ['user<=7', ['bob-1']],
    ['user', ['ann-1', 'ann-2', 'bob-1']],
    ['!user', []],
    ['state=expired', ['bob-2']],
    ['state!=expired', ['ann-1', 'ann-2', 'bob-1']],
    ['expiry<2030-01-01T00:00:00Z', ['ann-2', 'bob-1']],
    ['expiry>=2031-01-01T00:00:00Z', ['ann-1']],
    ['expiry>+1h', ['ann-1', 'ann-2', 'bob-1']],
    ['expiry~2031', ['ann-1']],
    ['!expiry', []],
    ['token~nn-1', ['ann-1']],
    ['size<1', []],
    ['codec=json', ['ann-1', 'ann-2', 'bob-1']],
    ['!error', ['ann-1', 'ann-2', 'bob-1']],
  ])('%s looks into payloads', async (condition, found) => {
    expect(await tokens('--where', condition)).toEqual(found);
  });

  it.each([
    ['user_id=42', ['ann-1', 'ann-2']],
    ['user_id<42', ['bob-1']],
    ['user_id!=42', ['bob-1']],
    ['ip~0.0.', ['ann-1', 'ann-2']],
    ['ip=10.0.0.2', ['ann-2']],
    ['ip', ['ann-1', 'ann-2']],
    ['!ip', ['bob-1']],
    ['ip!=10.0.0.2', ['ann-1', 'bob-1']],
  ])('%s looks into columns', async (condition, found) => {
    expect(await tokens('--where', condition)).toEqual(found);
  });

  it('joins several by AND, given together or one by one', async () => {
    expect(await tokens('--where', 'role=user', '--where', 'user_id=42')).toEqual(['ann-2']);
    expect(await tokens('--where', 'role=user', 'user_id=42')).toEqual(['ann-2']);
    expect(await tokens('--where', 'role=user', 'user_id=42', 'ip=none')).toEqual([]);
  });

  it('goes with every other filter', async () => {
    expect(await tokens('--where', 'userID=7')).toEqual(['bob-1']);
    expect(await tokens('--where', 'userID=7', '--all')).toEqual(['bob-1', 'bob-2']);
    expect(await tokens('--where', 'userID=7', '--expired')).toEqual(['bob-2']);
    expect(await tokens('--where', 'role=user', '--token-prefix', 'bob')).toEqual(['bob-1']);
    expect(await tokens('--where', 'role=user', '--limit', '1')).toEqual(['ann-2']);
  });
});

describe('list --user', () => {
  it.each([
    ['42', ['ann-1', 'ann-2']],
    ['7', ['bob-1', 'bob-2']],
    ['4', []],
  ])('%s is compared as text, whatever the payload has', async (user, found) => {
    expect(await tokens('--all', '--user', user)).toEqual(found);
  });
});

describe('list --token-prefix', () => {
  it.each([
    ['ann', ['ann-1', 'ann-2']],
    ['ann-2', ['ann-2']],
    ['ANN', []],
    ['%', []],
    ['nn', []],
    ['', ['ann-1', 'ann-2', 'bob-1']],
  ])('%s is taken as it stands', async (prefix, found) => {
    expect(await tokens('--token-prefix', prefix)).toEqual(found);
  });
});

describe('list --expires-before and --expires-after', () => {
  it.each([
    [
      ['--expires-before', '2030-01-01T00:00:00Z'],
      ['ann-2', 'bob-1'],
    ],
    [['--expires-before', '2030-01-01T00:00:00+09:00'], []],
    [
      ['--expires-after', '2029-12-31T17:00:00Z'],
      ['ann-1', 'bob-1'],
    ],
    [
      ['--expires-after', '2029-12-31T16:59:59.999Z'],
      ['ann-1', 'ann-2', 'bob-1'],
    ],
    [
      ['--expires-after', '2029-12-31T17:00:00Z', '--expires-before', '2031-01-01T00:00:00Z'],
      ['bob-1'],
    ],
    [['--expires-before', '-1d', '--all'], ['bob-2']],
    [['--expires-before', '+1s'], []],
    [
      ['--expires-after', '+1s'],
      ['ann-1', 'ann-2', 'bob-1'],
    ],
  ])('%j compares instants', async (argv, found) => {
    expect(await tokens(...argv)).toEqual(found);
  });
});

describe('list --sort and --limit', () => {
  it.each([
    [
      ['--sort', 'token'],
      ['ann-1', 'ann-2', 'bob-1'],
    ],
    [
      ['--sort', 'expiry'],
      ['ann-2', 'bob-1', 'ann-1'],
    ],
    [
      ['--sort', 'expiry', '--all'],
      ['bob-2', 'ann-2', 'bob-1', 'ann-1'],
    ],
    [
      ['--sort', 'expiry', '--limit', '2'],
      ['ann-2', 'bob-1'],
    ],
    [['--sort', 'token', '--limit', '1'], ['ann-1']],
    [
      ['--sort', 'token', '--limit', 'all'],
      ['ann-1', 'ann-2', 'bob-1'],
    ],
  ])('%j', async (argv, found) => {
    expect(await tokens(...argv)).toEqual(found);
  });
});
