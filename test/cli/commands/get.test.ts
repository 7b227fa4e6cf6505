import { beforeEach, describe, expect, it } from 'vitest';
import { objectsIn, output, run } from '../../helpers/cli.js';
import { copyFixture, fixture, useFolder } from '../../helpers/folder.js';
import { createScs, longAgo, tokenOf } from '../../helpers/scs-table.js';
import { query } from '../../helpers/sqlite.js';

const folder = useFolder();

const whole = tokenOf(1);
const payload = Buffer.from(
  '{"userID":42,"name":"Ann\\u0007","tags":["a","b"],"n":9007199254740993}',
);

let database = '';

beforeEach(async () => {
  database = await createScs(folder.file('sessions.db'), [
    { token: whole, data: payload },
    { token: tokenOf(12), data: { userID: 12 } },
    { token: 'old-token', data: { userID: 7 }, expiry: longAgo },
    { token: 'short', data: {} },
    { token: 'star*token*', data: { star: true } },
  ]);
});

/** What was printed, less the message for people. */
async function got(...argv: string[]) {
  const { code, stdout } = await run(['get', ...argv], { database });
  return { code, stdout };
}

const token = (stdout: string): unknown => (JSON.parse(stdout) as { token: unknown }).token;

describe('get finds a session by', () => {
  it.each([
    ['its whole token', whole],
    ['the masked form', 't0000001…'],
    ['a prefix and …', 't0000001-xxx…'],
    ['a prefix and *', 't0000001*'],
  ])('%s', async (_, text) => {
    const { code, stdout } = await got(text);
    expect(code).toBe(0);
    expect(token(stdout)).toBe('t0000001…');
  });

  it('a short token, which is not a prefix', async () => {
    expect((await got('short')).code).toBe(0);
    expect((await got('shor')).code).toBe(3);
  });

  it('a whole token that looks like a prefix', async () => {
    expect(token((await got('star*token*')).stdout)).toBe('star*token*');
  });

  it('a token on stdin', async () => {
    for (const stdin of [whole, `${whole}\n`, 't0000001…\r\n']) {
      expect(token(await output(['get', '-'], { database, stdin }))).toBe('t0000001…');
    }
  });
});

describe('get refuses', () => {
  it('a prefix that several sessions have, with their number', async () => {
    const { code, stdout, stderr } = await run(['get', 't00000*'], { database });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toBe('session-admin: that prefix fits 2 sessions: give more of the token\n');
  });

  it.each([['*'], ['…'], ['t0000*'], ['shor…']])('%s, too short a prefix', async (text) => {
    const { code, stderr } = await run(['get', text], { database });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^session-admin: a prefix needs at least 6 characters .*\n$/);
  });

  it.each([['nothing-like-it'], ['t0000009*'], ['%'], ['T0000001*'], ["' OR 1=1 --"]])(
    '%s, which no session has',
    async (text) => {
      const { code, stdout, stderr } = await run(['get', text], { database });
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toBe('session-admin: there is no such session\n');
    },
  );

  it.each([[''], ['-']])('an empty token (%j)', async (text) => {
    expect((await got(text)).code).toBe(2);
  });

  it('an expired session, unless it is asked for', async () => {
    const { code, stdout, stderr } = await run(['get', 'old-token'], { database });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^session-admin: that session ran out \dy ago: .*--expired\n$/);
    const shown = await output(['get', 'old-token', '--expired'], { database });
    expect(JSON.parse(shown)).toMatchObject({ token: 'old-token', state: 'expired' });
  });
});

describe('get shows', () => {
  it('JSON in a pipe, indented, whole numbers exact', async () => {
    const { stdout } = await got(whole);
    expect(stdout).toContain('  "n": 9007199254740993');
    expect(stdout).toContain('"name": "Ann\\u0007"');
    expect(JSON.parse(stdout)).toMatchObject({
      token: 't0000001…',
      user: '42',
      state: 'active',
      expiry: '2090-01-02T03:04:05.678Z',
      size: payload.length,
      codec: 'json',
    });
  });

  it('facts for people on a terminal', async () => {
    const { stdout } = await run(['get', whole], {
      database,
      terminal: true,
      env: { NO_COLOR: '1' },
    });
    expect(stdout).toMatch(
      /^Token {3}t0000001…\nUser {4}42\nState {3}active\nExpiry {2}2090-01-02T/,
    );
    expect(stdout).toContain('  "userID": 42,\n');
  });

  it.each(['table', 'json', 'ndjson', 'csv', 'tsv', 'tokens'])(
    'the token whole in %s with --reveal alone',
    async (format) => {
      expect((await run(['get', whole, '-f', format], { database })).stdout).not.toContain(whole);
      expect(await output(['get', whole, '-f', format, '--reveal'], { database })).toContain(whole);
    },
  );

  it('what list shows of it, in every format that both have', async () => {
    for (const format of ['ndjson', 'csv', 'tsv', 'tokens', 'count']) {
      const listed = await output(['list', '--token-prefix', whole, '-f', format], { database });
      expect(await output(['get', whole, '-f', format], { database })).toBe(listed);
    }
  });

  it('one field of the payload', async () => {
    expect(await got(whole, '--field', 'userID')).toEqual({ code: 0, stdout: '42\n' });
    expect(await got(whole, '--field', 'n')).toEqual({ code: 0, stdout: '9007199254740993\n' });
    expect(await got(whole, '--field', 'name')).toEqual({ code: 0, stdout: 'Ann\\x07\n' });
    expect(await got(whole, '--field', 'name', '--json')).toEqual({
      code: 0,
      stdout: '"Ann\\u0007"\n',
    });
    expect(await got(whole, '--field', 'tags')).toEqual({ code: 0, stdout: '["a","b"]\n' });
    expect(await got(whole, '--field', 'tags.1')).toEqual({ code: 0, stdout: 'b\n' });
    expect(await got(whole, '--field', 'nothing')).toEqual({ code: 1, stdout: '' });
  });

  it('the stored bytes as they are, for each row of a fixture', async () => {
    database = await copyFixture('scs-gormstore', folder.file('a.db'));
    const rows = await query<{ token: string; data: Buffer }>(
      database,
      'SELECT token, data FROM sessions',
    );
    expect(rows).toHaveLength(19);
    for (const row of rows) {
      const { code, bytes } = await run(['get', row.token, '--raw', '--expired'], { database });
      expect(code).toBe(0);
      expect(bytes.equals(row.data)).toBe(true);
    }
  });

  it('no raw bytes on a terminal where they could do harm', async () => {
    database = await createScs(folder.file('a.db'), [
      { token: 'bytes', data: Buffer.from('a\x1b]0;x\x07') },
      { token: 'plain', data: Buffer.from('{"a":1}') },
    ]);
    const refused = await run(['get', 'bytes', '--raw'], { database, terminal: true });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    const plain = await run(['get', 'plain', '--raw'], { database, terminal: true });
    expect(plain).toMatchObject({ code: 0, stdout: '{"a":1}' });
  });
});

describe('get --typed', () => {
  it('says what JSON cannot, in a form that put takes back without loss', async () => {
    database = await copyFixture('scs-gormstore', folder.file('a.db'));
    const [row] = objectsIn(
      await output(['list', '--all', '--where', 'c', '-f', 'ndjson', '--reveal'], { database }),
    );
    const { token: original, expiry } = row as { token: string; expiry: string };
    const typed = await output(['get', original, '--expired', '--json', '--typed'], { database });
    const { data } = JSON.parse(typed) as { data: object };
    const copy = folder.file('typed.db');
    const stored = await run(
      ['put', 'copy', '--data', JSON.stringify(data), '--expires', expiry, '-d', copy],
      {},
    );
    expect(stored.code).toBe(0);
    const again = await output(['get', 'copy', '--expired', '--json', '--typed', '-d', copy]);
    expect(JSON.parse(again)).toMatchObject({ codec: 'gob', data });
    const plain = await output(['get', 'copy', '--expired', '--json', '-d', copy]);
    const { data: plainData } = JSON.parse(plain) as { data: object };
    expect(plainData).toEqual((row as { data: object }).data);
  });
});

it('get reads a fixture that cannot be written to', async () => {
  database = fixture('scs-gormstore', 'sessions.sqlite');
  const { code } = await run(['get', 'rWEnizWR…'], { database });
  expect(code).toBe(0);
});
