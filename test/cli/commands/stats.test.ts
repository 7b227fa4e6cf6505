import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { linesOf, output, run } from '../../helpers/cli.js';
import { copyFixture, useFolder } from '../../helpers/folder.js';
import { query } from '../../helpers/sqlite.js';

const folder = useFolder();

const hostile = "'evil' || char(27) || '[2J' || char(8238) || 'ann'";

/** Better-auth's table, with its users beside it; every row is a user, an address, an agent, an end. */
async function createAuth(
  sessions: readonly (readonly [user: string, ip: string, agent: string, expires: string])[],
): Promise<string> {
  const database = folder.file('auth.db');
  await query(database, 'CREATE TABLE user (id TEXT PRIMARY KEY, email TEXT)');
  await query(database, `INSERT INTO user VALUES ('1', 'ann@example.test'), ('2', ${hostile})`);
  await query(
    database,
    `CREATE TABLE session (id TEXT PRIMARY KEY, token TEXT UNIQUE, userId TEXT, expiresAt TEXT,
      createdAt TEXT, updatedAt TEXT, ipAddress TEXT, userAgent TEXT)`,
  );
  for (const [i, [user, ip, agent, expires]] of sessions.entries()) {
    const values = [user, `'${expires}'`, "'2026-01-02T03:04:05.678Z'", "'2026-01-03T00:00:00Z'"];
    const key = [`'${i}'`, `'${String(i).padStart(32, 't')}'`];
    await query(
      database,
      `INSERT INTO session VALUES (${[...key, ...values, `'${ip}'`, agent].join()})`,
    );
  }
  return database;
}

const firefox = "'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'";
const later = '2099-01-01T00:00:00.000Z';
const past = '2026-02-01T00:00:00.000Z';

const createFew = (): Promise<string> =>
  createAuth([
    ["'1'", '203.0.113.9', firefox, later],
    ["'1'", '203.0.113.9', "'curl/8.5.0'", later],
    ["'2'", '203.0.113.9', hostile, past],
    ["'2'", '2001:db8::1', firefox, later],
    ["'2'", '2001:db8::1', firefox, later],
    ["'漢字漢字漢字漢字漢字漢字漢字'", '2001:db8::1', firefox, later],
  ]);

describe('stats', () => {
  it('writes one object with the keys of the contract', async () => {
    const database = await createFew();
    const { storage, ...told } = JSON.parse(await output(['stats', '--json'], { database })) as {
      storage: object;
    };
    expect(told).toEqual({
      database,
      table: 'session',
      layout: 'token-row',
      active: 5,
      expired: 1,
      anonymous: 0,
      users: 3,
      neverExpire: 0,
      unreadable: 0,
      payloadBytes: null,
      topUsers: [
        expect.objectContaining({ user: '2', sessions: 3, lastSeen: '2026-01-03T00:00:00.000Z' }),
        expect.objectContaining({ user: '1', name: 'ann@example.test', sessions: 2 }),
        expect.objectContaining({ name: null, sessions: 1 }),
      ],
      ips: [
        { ip: '2001:db8::1', sessions: 3, users: 2 },
        { ip: '203.0.113.9', sessions: 3, users: 2 },
      ],
      devices: [
        { device: 'Firefox on Linux', sessions: 4 },
        { device: 'curl 8.5', sessions: 1 },
        { device: 'evil', sessions: 1 },
      ],
      created: [{ from: '2026-01-02T03:00:00.000Z', sessions: 6 }],
      expires: expect.arrayContaining([
        { until: expect.any(String) as string, sessions: 5 },
      ]) as object[],
    });
    expect(storage).toEqual({
      bytes: expect.any(Number) as number,
      rows: null,
      deadRows: null,
      lastVacuum: null,
      expiryIndex: false,
    });
  });

  it('says null for what the table does not have', async () => {
    const database = await copyFixture('scs-gormstore', folder.file('a.db'));
    const told = JSON.parse(await output(['stats', '--json'], { database })) as object;
    expect(told).toMatchObject({ ips: null, devices: null, created: null });
    expect(told).toHaveProperty('payloadBytes', expect.any(Number));
  });

  it.each([40, 80, 120, 200])('fits %i columns, and is inert', async (columns) => {
    const database = await createFew();
    const { code, stdout, stderr } = await run(['stats'], {
      database,
      columns,
      terminal: true,
      env: { LANG: 'C.UTF-8' },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replace(/\x1b\[\d*m/g, '')).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/);
    const lines = linesOf(stripVTControlCharacters(stdout));
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    const screen = lines.join('\n');
    for (const part of ['6 sessions: 5 active', 'Users', 'Addresses', 'Devices', 'Made', 'Run out'])
      expect(screen).toContain(part);
    expect(screen).toMatch(/ann@examp\S* .*2 {2}\d+d ago/);
    if (columns >= 80) expect(lines.length).toBeLessThanOrEqual(24);
  });

  it('is plain text in a pipe, without colours, and ASCII where a terminal shows no more', async () => {
    const database = await createAuth([["'1'", '203.0.113.9', firefox, later]]);
    const screen = await output(['stats'], { database, env: { LANG: 'C' } });
    expect(screen).toContain('1 session: 1 active, 0 expired.');
    expect(screen).toMatch(/^ann@example\.test \(1\) .*#/m);
    expect(screen.replaceAll('…', '')).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('counts what a filter lets pass alone', async () => {
    const database = await createFew();
    const told = JSON.parse(
      await output(['stats', '--json', '--where', 'state=expired'], { database }),
    ) as object;
    expect(told).toMatchObject({ active: 0, expired: 1, users: 1, ips: [{ sessions: 1 }] });
    const ofAnn = await run(['stats', '--format', 'count', '--user', 'ann@example.test'], {
      database,
    });
    expect(ofAnn).toMatchObject({ stdout: '2\n', stderr: 'ann@example.test is user 1\n' });
  });

  it('says that guests are most of a table', async () => {
    const database = await copyFixture('django', folder.file('a.db'));
    const screen = await output(['stats'], { database });
    expect(screen).toMatch(/\d+ users?; \d+ of \d+ sessions \([\d.]+ %\) (?:is|are) anonymous\./);
  });
});

describe('stats --by', () => {
  it('groups in every format', async () => {
    const database = await createFew();
    const by = (...argv: string[]) => output(['stats', '--by', ...argv], { database });
    const [first] = JSON.parse(await by('user', '--json')) as object[];
    expect(first).toMatchObject({ user: '2', sessions: 3, active: 2 });
    expect(await by('ip')).toBe(
      '2001:db8::1\t3\t3\t2\t2026-01-03T00:00:00.000Z\n203.0.113.9\t3\t2\t2\t2026-01-03T00:00:00.000Z\n',
    );
    expect(await by('day', '--format', 'csv')).toBe(
      'day,of,sessions,active,users,lastSeen\n2026-01-02,created,6,5,3,2026-01-03T00:00:00.000Z\n',
    );
    const states = linesOf(await by('state', '--format', 'ndjson'));
    expect(states.map((line) => JSON.parse(line) as object)).toMatchObject([
      { state: 'active', sessions: 5, users: 3 },
      { state: 'expired', sessions: 1, users: 1 },
    ]);
    expect(await by('device', '--format', 'count')).toBe('3\n');
    const table = linesOf(await by('device', '--format', 'table', '--limit', '1', '--quiet'));
    expect(table.map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
      ['Device', 'Sessions', 'Active', 'Users'],
      ['Firefox on Linux', '4', '4', '3'],
    ]);
  });

  it('sorts by another figure before it cuts', async () => {
    const database = await createFew();
    const argv = ['stats', '--by', 'user', '--format', 'ndjson', '--limit', '1'];
    const first = async (sort: string): Promise<unknown> =>
      JSON.parse(await output([...argv, '--sort', sort], { database }));
    expect(await first('key')).toMatchObject({ user: '1' });
    expect(await first('active')).toMatchObject({ user: '1', active: 2 });
    expect(await first('last-seen')).toMatchObject({ user: '1' });
    expect(await first('sessions')).toMatchObject({ user: '2' });
  });

  it('refuses what the table does not tell, and says what it does', async () => {
    const database = await copyFixture('scs-gormstore', folder.file('a.db'));
    const { code, stderr } = await run(['stats', '--by', 'ip'], { database });
    expect(code).toBe(2);
    expect(stderr).toContain('group them by user, day, state');
  });

  it.each([
    [['--by', 'users'], 'did you mean user?'],
    [['--sort', 'key'], 'give both'],
    [['--by', 'user', '--format', 'tokens'], 'no tokens'],
    [['--by', 'user', '--limit', '0'], '--limit'],
  ])('refuses %j', async (argv, words) => {
    const database = await copyFixture('scs-gormstore', folder.file('a.db'));
    const { code, stderr } = await run(['stats', ...argv], { database });
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});
