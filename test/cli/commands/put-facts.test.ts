import { afterEach, describe, expect, it } from 'vitest';
import { linesOf, objectsIn, output, run } from '../../helpers/cli.js';
import { dropTables, loadDump, type Engine } from '../../helpers/dump.js';
import { copyFixture, useFolder } from '../../helpers/folder.js';
import { describeServer, eachServer, engineOf, type Scratch } from '../../helpers/servers.js';
import { query } from '../../helpers/sqlite.js';

const list = ['list', '--all', '--sort', 'token', '--format', 'ndjson', '--reveal'];

/** Those whose tables have such columns. */
const restored = {
  sqlite: [
    'connect-session-sequelize',
    'connect-session-sequelize-extended',
    'laravel',
    'rails-activerecord',
    'more/better-auth-sqlite',
    'more/laravel-uuid-user',
  ],
  postgres: [
    'more/better-auth-pg',
    'more/connect-session-sequelize-pg',
    'more/laravel-pg',
    'more/rails-pg',
  ],
  mysql: ['more/connect-session-sequelize-mysql', 'more/laravel-mysql', 'more/rails-mysql'],
} as const;

describe('put --from brings back when a session was made and seen, from where and on what', () => {
  const folder = useFolder();

  async function expectRestored(database: string): Promise<void> {
    const backup = await output(list, { database });
    const told = objectsIn(backup).filter(({ created, lastSeen }) => created ?? lastSeen);
    expect(told).not.toEqual([]);
    const deleted = await run(['delete', '--all', '--yes', '--json'], { database });
    expect(JSON.parse(deleted.stdout)).toMatchObject({ deleted: linesOf(backup).length });
    const put = await run(['put', '--from', '-'], { database, stdin: backup });
    expect([put.code, put.stderr]).toEqual([0, '']);
    expect(objectsIn(await output(list, { database }))).toEqual(objectsIn(backup));
  }

  it.each(restored.sqlite)('%s', async (name) => {
    await expectRestored(await copyFixture(name, folder.file('app.db')));
  });

  describe('beside what is there', () => {
    const database = (): string => folder.file('app.db');
    const seen = '2020-01-02T03:04:05.000Z';
    const columns = 'createdAt, updatedAt, ipAddress, userAgent';
    const stored = (): Promise<unknown[]> => query(database(), `SELECT ${columns} FROM session`);
    const put = (line: object, ...more: string[]) =>
      run(['put', '--from', '-', ...more], {
        database: database(),
        stdin: JSON.stringify({ token: 'a'.repeat(32), user: 'u', ttl: '1h', ...line }),
      });
    const prepare = async (): Promise<void> => {
      await query(
        database(),
        `CREATE TABLE session (id text PRIMARY KEY, token text NOT NULL UNIQUE, userId text NOT NULL, expiresAt date NOT NULL,
          createdAt date NOT NULL, updatedAt date NOT NULL, ipAddress text, userAgent text)`,
      );
      await query(
        database(),
        `INSERT INTO session VALUES ('1', '${'a'.repeat(32)}', 'u', '2030-01-01T00:00:00.000Z', '${seen}', '${seen}', '192.0.2.1', 'curl')`,
      );
    };

    it('what is null or unknown changes nothing, and names are nobody’s', async () => {
      await prepare();
      const line = { created: null, ip: null, agent: null, name: 'ann', device: 'curl', more: 1 };
      expect((await put(line)).code).toBe(0);
      const fresh = expect.not.stringMatching(seen) as string;
      expect(await stored()).toEqual([
        { createdAt: seen, updatedAt: fresh, ipAddress: '192.0.2.1', userAgent: 'curl' },
      ]);
    });

    it('what is set for all lines goes before what one says', async () => {
      await prepare();
      const [created, lastSeen] = ['2021-01-01T00:00:00.000Z', '2021-01-02T00:00:00.000Z'];
      const line = { created, lastSeen, ip: '192.0.2.2', agent: 'wget' };
      expect((await put(line, '--set', 'ipAddress=192.0.2.3')).code).toBe(0);
      expect(await stored()).toEqual([
        { createdAt: created, updatedAt: lastSeen, ipAddress: '192.0.2.3', userAgent: 'wget' },
      ]);
    });

    it.each([
      [{ created: 5 }, /line 1: its created must be an instant or null/],
      [{ lastSeen: 'soon' }, /line 1: .*RFC 3339/],
      [{ ip: 5 }, /line 1: its ip must be a string or null/],
    ])('%j is refused', async (line, why) => {
      await prepare();
      const { code, stderr } = await put(line);
      expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
      expect(await stored()).toMatchObject([{ ipAddress: '192.0.2.1', createdAt: seen }]);
    });
  });

  const inServer = (engine: Engine, scratch: Scratch): void => {
    afterEach(() => dropTables(engine, scratch));
    it.each(restored[engine])('%s', async (name) => {
      await loadDump(engine, name, scratch);
      await expectRestored(scratch.url());
    });
  };
  for (const name of eachServer) {
    describeServer(name, (scratch) => inServer(engineOf(name), scratch));
  }
});
