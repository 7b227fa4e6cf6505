import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { linesOf, objectsIn, output, run } from '../../helpers/cli.js';
import { copyFixture, fixture, useFolder } from '../../helpers/folder.js';
import { scsFixtures } from '../../helpers/scs-fixture.js';
import { createScs, farAhead } from '../../helpers/scs-table.js';
import { query, scalar } from '../../helpers/sqlite.js';

const folder = useFolder();

const database = (): string => folder.file('new.db');
const from = (stdin: string | string[], ...more: string[]) =>
  run(['put', '--from', '-', ...more], { database: database(), stdin });

const count = (path = database()): Promise<unknown> =>
  scalar(path, 'SELECT count(*) FROM sessions');
const tokens = async (): Promise<string[]> =>
  (await query<{ token: string }>(database(), 'SELECT token FROM sessions ORDER BY token')).map(
    (row) => row.token,
  );
const expiries = async (): Promise<unknown[]> =>
  objectsIn(
    await output(['list', '--all', '--sort', 'token', '-f', 'ndjson'], { database: database() }),
  ).map((row) => row['expiry']);

describe('put --from what list --format ndjson --reveal wrote', () => {
  it.each(scsFixtures)('restores %s byte for byte into an empty file', async (name) => {
    const original = fixture(name, 'sessions.sqlite');
    const list = ['list', '--all', '--sort', 'token', '--format', 'ndjson', '--reveal'];
    const backup = await output(list, { database: original });
    await writeFile(folder.file('backup.ndjson'), backup);
    const { code } = await run(['put', '--from', folder.file('backup.ndjson')], {
      database: database(),
    });
    expect(code).toBe(0);

    const rows = 'SELECT token, hex(data) AS data FROM sessions ORDER BY token';
    expect(await query(database(), rows)).toEqual(await query(original, rows));
    expect(await count()).toBe(19);
    // Expiries to the millisecond, and all the rest too.
    expect(await output(list, { database: database() })).toBe(backup);
  });

  it.each(scsFixtures)('restores %s over itself, in its own form of expiry', async (name) => {
    const original = fixture(name, 'sessions.sqlite');
    const list = ['list', '--all', '--sort', 'token', '--format', 'ndjson', '--reveal'];
    const backup = await output(list, { database: original });
    const copy = await copyFixture(name, folder.file('copy.db'));
    expect((await run(['put', '--from', '-'], { database: copy, stdin: backup })).code).toBe(0);
    expect(await output(list, { database: copy })).toBe(backup);
    const types = 'SELECT DISTINCT typeof(expiry) AS t FROM sessions';
    expect(await query(copy, types)).toEqual(await query(original, types));
  });
});

describe('put --from stores', () => {
  it('lines of data with expiry, ttl or neither', async () => {
    const before = Date.now();
    const { code, stderr } = await from(
      '{"token":"a","data":{"v":1},"expiry":"2031-02-03T04:05:06.789Z"}\n' +
        '{"token":"b","data":{"v":2},"ttl":"1h30m"}\n' +
        '{"token":"c","data":{"v":3}}\n' +
        '{"token":"d","data":{"v":4},"expiry":"2031-02-03T04:05:06+09:00"}\n' +
        '{"token":"e","data":{"v":5},"expiry":null}\n',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [a, b, c, d, e] = await expiries();
    expect(a).toBe('2031-02-03T04:05:06.789Z');
    expect(Math.abs(Date.parse(String(b)) - before - 5_400_000)).toBeLessThan(20_000);
    expect(Math.abs(Date.parse(String(c)) - before - 86_400_000)).toBeLessThan(20_000);
    expect(d).toBe('2031-02-02T19:05:06.000Z');
    expect(e).toBeNull();
  });

  it('with the codec that a line names', async () => {
    await from('{"token":"a","data":{"v":1},"codec":"json"}\n{"token":"b","data":{"v":1}}\n');
    const hex = 'SELECT hex(data) AS hex FROM sessions ORDER BY token';
    const [a, b] = await query<{ hex: string }>(database(), hex);
    expect(Buffer.from(a?.hex ?? '', 'hex').toString()).toBe('{"v":1}');
    expect(b?.hex).not.toBe(a?.hex);
  });

  it('raw rather than data', async () => {
    const raw = Buffer.from([0, 255, 10]).toString('base64');
    await from(`{"token":"a","data":{"v":1},"raw":"${raw}"}\n{"token":"b","raw":""}\n`);
    expect(await query(database(), 'SELECT hex(data) AS h FROM sessions ORDER BY token')).toEqual([
      { h: '00FF0A' },
      { h: '' },
    ]);
  });

  it('nothing for blank lines, and a last line without its end', async () => {
    const { code } = await from(
      '\n{"token":"a","data":{}}\n  \n\r\n{"token":"b","data":{}}\r\n{"token":"c","data":{}}',
    );
    expect(code).toBe(0);
    expect(await tokens()).toEqual(['a', 'b', 'c']);
  });

  it('an empty input as an empty table', async () => {
    const { code, stdout } = await from('', '--json');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"stored":0}\n' });
    expect(await count()).toBe(0);
  });

  it('strings with any separator in them, also where chunks cut characters', async () => {
    const note = 'a\u2028b\u2029c\u0085d\u000be😀f';
    const line = Buffer.from(`${JSON.stringify({ token: 'a', data: { note } })}\n`);
    const bytes = [...line].map((byte) => Buffer.from([byte]));
    const { code } = await run(['put', '--from', '-', '-c', 'json'], {
      database: database(),
      stdin: bytes,
    });
    expect(code).toBe(0);
    const text = await output(['get', 'a', '--raw'], { database: database() });
    expect(JSON.parse(text)).toEqual({ note });
  });

  it('the later of two lines with one token', async () => {
    await from('{"token":"a","data":{"v":1}}\n{"token":"a","data":{"v":2}}\n');
    expect(await output(['get', 'a', '--field', 'v'], { database: database() })).toBe('2\n');
  });

  it('10,000 lines, and says how many', async () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `{"token":"t${i}","data":{"n":${i}}}\n`);
    const { code, stdout } = await from(lines, '--json');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"stored":10000}\n' });
    expect(await count()).toBe(10_000);
  });

  it('whole numbers exactly', async () => {
    await from('{"token":"a","data":{"n":9007199254740993}}\n');
    expect(await output(['get', 'a', '--field', 'n'], { database: database() })).toBe(
      '9007199254740993\n',
    );
  });

  it('warns of one thing once', async () => {
    const nested = (i: number) => `{"token":"t${i}","data":{"o":{"a":${i}}}}\n`;
    const { code, stderr } = await from([nested(1), nested(2), nested(3)]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: line 1: /);
    expect(linesOf(stderr)).toHaveLength(1);
  });
});

describe('put --from refuses', () => {
  const secret = 'q3Jx8kPdAbCdEfGhIjKlMnOpQrStUvWxYz012345678';
  const good = '{"token":"good","data":{}}';

  it.each([
    ['text that is not JSON', '{bad', /it is not JSON/],
    ['a list', `["${secret}"]`, /a JSON object is expected/],
    ['no token', '{"data":{}}', /its token must be a string/],
    ['an empty token', '{"token":"","data":{}}', /its token must be a string, not empty/],
    ['a number for a token', '{"token":5,"data":{}}', /its token must be a string/],
    ['a masked token', '{"token":"q3Jx8kPd…","data":{}}', /its token is masked: .*--reveal/],
    ['neither raw nor data', `{"token":"${secret}"}`, /neither raw nor data/],
    ['data that is null', `{"token":"${secret}","data":null}`, /neither raw nor data/],
    ['raw that is not base64', `{"token":"${secret}","raw":"${secret}"}`, /raw is not base64/],
    ['a bad ttl', `{"token":"${secret}","data":{},"ttl":"5"}`, /duration/],
    ['a number for a ttl', `{"token":"${secret}","data":{},"ttl":5}`, /ttl must be a duration/],
    ['a bad expiry', `{"token":"${secret}","data":{},"expiry":"soon"}`, /RFC 3339/],
    ['a number for an expiry', `{"token":"${secret}","data":{},"expiry":5}`, /an instant or null/],
    [
      'both expiry and ttl',
      `{"token":"${secret}","data":{},"ttl":"1h","expiry":null}`,
      /both expiry and ttl/,
    ],
    ['a payload that gob cannot say', `{"token":"${secret}","data":[1]}`, /./],
  ])('%s: the line is named, nothing of it quoted, and nothing stored', async (_, line, why) => {
    await createScs(database(), [{ token: 'there', data: Buffer.from([1]), expiry: farAhead }]);
    const many = Array.from({ length: 1200 }, (__, i) => `{"token":"m${i}","data":{}}`);
    const { code, stdout, stderr } = await from(
      [good, '', ...many, line, good].map((text) => `${text}\n`),
      '-c',
      'gob',
    );
    expect(code).toBe(line.includes('[1]') ? 1 : 2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^session-admin: line 1203: .*: nothing was stored\n(?:more: .*\n)?$/);
    expect(stderr).toMatch(why);
    expect(stderr).not.toContain(secret);
    expect(await tokens()).toEqual(['there']);
  });

  it('a row whose expiry could not be read when it was listed', async () => {
    await createScs(folder.file('bad.db'), [{ token: 'a', expiry: 'garbage' }]);
    const backup = await output(['list', '-f', 'ndjson', '--reveal'], {
      database: folder.file('bad.db'),
    });
    const { code, stderr } = await from(backup);
    expect(code).toBe(2);
    expect(stderr).toMatch(/line 1: its expiry could not be read/);
    expect(await count()).toBe(0);
  });
});
