import { beforeEach, describe, expect, it } from 'vitest';
import { linesOf, output, run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { createScs } from '../../helpers/scs-table.js';
import { withSqlite } from '../../helpers/sqlite.js';

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

describe('list by who, where and when', () => {
  /** A table of one's own with all that a table can tell. */
  const told = async (): Promise<string> => {
    const path = folder.file('told.db');
    const ago = (days: number): number => Date.now() - days * 86_400_000;
    await withSqlite(path, async (file) => {
      await file.all(
        `CREATE TABLE visits (k text PRIMARY KEY, u text, c int, s int, a text, b text)`,
      );
      await file.all(`INSERT INTO visits VALUES
        ('ann', '1', ${ago(40)}, ${ago(20)}, '203.0.113.9', 'Mozilla/5.0 Firefox/140'),
        ('bob', '2', ${ago(10)}, ${ago(1)}, '::ffff:203.0.113.10', 'curl/8.5'),
        ('guest', NULL, ${ago(1)}, NULL, '2001:db8::1', NULL)`);
    });
    return path;
  };
  const columns = 'token=k,user=u,created=c,lastSeen=s,ip=a,agent=b';
  const found = async (...argv: string[]): Promise<string[]> => {
    const options = ['-t', 'visits', '--columns', columns, '-f', 'tokens', ...argv];
    return linesOf(await output(['list', ...options], { database: await told() }));
  };

  it.each([
    [['--anonymous'], ['guest']],
    [['--logged-in'], ['ann', 'bob']],
    [
      ['--except-user', '1'],
      ['bob', 'guest'],
    ],
    [['--except-user', '1', '--except-user', '2'], ['guest']],
    [['--user', '1', '--user', '2', '--except-user', '2'], ['ann']],
    [
      ['--ip', '203.0.113.0/24'],
      ['ann', 'bob'],
    ],
    [['--ip', '2001:DB8:0::1'], ['guest']],
    [['--agent', 'FIREFOX'], ['ann']],
    [['--idle-for', '7d'], ['ann']],
    [['--idle-for', '1h', '--ip', '203.0.113.10'], ['bob']],
    [
      ['--older-than', '5d'],
      ['ann', 'bob'],
    ],
    [['--where', 'ip=203.0.113.10'], ['bob']],
    [
      ['--where', 'ip=203.0.113.0/24'],
      ['ann', 'bob'],
    ],
    [['--where', 'ip!=203.0.113.0/24'], ['guest']],
    [['--where', 'ip~db8'], ['guest']],
    [
      ['--where', 'created<-5d'],
      ['ann', 'bob'],
    ],
    [['--where', '!lastSeen'], ['guest']],
    [['--where', 'device~Firefox'], ['ann']],
  ])('%j', async (argv, tokens) => expect(await found(...argv)).toEqual(tokens));

  it.each([
    [['--anonymous', '--logged-in'], /choose one of --anonymous and --logged-in/],
    [['--except-user', ''], /--except-user: expected an id/],
    [['--agent', ''], /--agent: expected a text/],
    [['--ip', '10.0.0.5/8'], /--ip: expected an address .*not "10.0.0.5\/8"/],
    [['--ip', 'localhost'], /--ip: expected an address/],
    [['--idle-for', '7'], /--idle-for: expected a duration/],
    [['--ip', '10.0.0.1'], /does not tell ip of its sessions/],
    [['--older-than', '7d'], /does not tell created of its sessions/],
    [['--where', 'anonymous'], /is a filter of its own.*data\.anonymous \(--anonymous\)/],
  ])('%j is refused', async (argv, message) => {
    const { code, stdout, stderr } = await run(['list', ...argv], { database });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });
});
