import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore } from '../../../src/index.js';
import {
  connect,
  describeServer,
  eachServer,
  type Scratch,
  servers,
} from '../../helpers/servers.js';
import { finding, verdict } from './findings.js';

const password = 'pw';

for (const name of eachServer) {
  const { engine } = servers[name];
  const isPostgres = engine === 'postgres';
  const expiry = isPostgres ? 'timestamptz' : 'datetime(3)';
  const bytes = isPostgres ? 'bytea' : 'longblob';

  describeServer(name, (scratch) => {
    beforeEach(async () => {
      await scratch.query('DROP TABLE IF EXISTS sessions');
      await scratch.query(
        `CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data ${bytes} NOT NULL, expiry ${expiry} NOT NULL)`,
      );
    });

    /** A user of the test's own who may do so much. */
    const userWith = async (granted: string): Promise<{ name: string; url: string }> => {
      const user = `sa_dr_${randomBytes(4).toString('hex')}`;
      const by = isPostgres ? `PASSWORD '${password}'` : `IDENTIFIED BY '${password}'`;
      await scratch.query(`CREATE USER ${user} ${by}`);
      onTestFinished(async () => {
        if (isPostgres) await scratch.query(`DROP OWNED BY ${user}`);
        await scratch.query(`DROP USER ${user}`);
      });
      const table = isPostgres ? 'sessions' : `${scratch.name}.sessions`;
      await scratch.query(`GRANT ${granted} ON ${table} TO ${user}`);
      return { name: user, url: scratch.url({ name: user, password }) };
    };

    describe('privileges', () => {
      it('without DELETE sessions stay, until the statement was run', async () => {
        const { url } = await userWith('SELECT');
        const { status, fix } = await finding(url, 'privileges');
        expect(status).toBe('warn');
        expect(fix).toMatch(/^GRANT INSERT, UPDATE, DELETE ON .*sessions. TO /);
        await scratch.query(fix ?? '');
        expect(await verdict(url, 'privileges')).toBe('ok');
      });

      it('a user that purges needs no more than SELECT and DELETE', async () => {
        const { status, message } = await finding(
          (await userWith('SELECT, DELETE')).url,
          'privileges',
        );
        expect({ status, message }).toEqual({
          status: 'ok',
          message: 'this user may read and delete sessions, not insert or update them',
        });
      });

      it('where a logout marks rows, that takes UPDATE, and a purge DELETE', async () => {
        await scratch.query('ALTER TABLE sessions ADD signed_out_at timestamp NULL');
        const columns = { token: 'token', data: 'data', expiry: 'expiry', marks: 'signed_out_at' };
        const layout = { layout: 'custom', table: 'sessions', columns } as const;
        const told = async (granted: string): Promise<string> =>
          (await finding((await userWith(granted)).url, 'privileges', layout)).message;
        expect(await told('SELECT, DELETE')).toBe(
          'this user may not update: delete, lockout and put end with an error',
        );
        expect(await told('SELECT, UPDATE')).toMatch(
          /may not delete: the deletion of what has expired, purge, watch and put end/,
        );
        const { url } = await userWith('SELECT, DELETE');
        await using store = await SequelizeStore.open(url, layout);
        await scratch.query(
          `INSERT INTO sessions (token, data, expiry) VALUES ('t', '{"user_id":"7"}', '2037-01-01')`,
        );
        for (const dryRun of [true, false])
          await expect(store.lockout({ user: '7', dryRun })).rejects.toMatchObject({
            code: 'DATABASE_REFUSED',
            message: expect.stringMatching(/may not update sessions in sessions/) as string,
          });
      });
    });

    it('plain text to another host can be read on its way', async () => {
      const at = (host: string): string => {
        const url = new URL(scratch.url());
        url.hostname = host;
        return `${url.href}?sslmode=disable`;
      };
      // The same server, by an address that is not known to be this machine's.
      const { status, fix } = await finding(at('0.0.0.0'), 'connection');
      expect(status).toBe('warn');
      expect(fix).toMatch(/sslmode=require/);
      expect(await verdict(at('127.0.0.1'), 'connection')).toBe('ok');
    });

    it('a version that is supported is named', async () => {
      const { status, message } = await finding(scratch.url(), 'version');
      expect(status).toBe('ok');
      expect(message).toMatch(
        isPostgres ? /^PostgreSQL \d+\.\d+$/ : /^(?:MySQL|MariaDB) \d+\.\d+\.\d+$/,
      );
    });

    it('what is locked is skipped, and the rest is looked at', async () => {
      const other = await connect(engine, scratch.url());
      onTestFinished(() => other.close());
      const url = scratch.url();
      const lock = isPostgres
        ? 'BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE'
        : 'LOCK TABLES sessions WRITE';
      await using store = await SequelizeStore.open(url);
      await other.query(lock);
      const found = await store.examine({ only: ['purge', 'writes'], bounds: { checkMs: 200 } });
      expect(found.map(({ check, status }) => `${check} ${status}`)).toEqual([
        'writes ok',
        'purge skipped',
      ]);
      expect(found[1]?.message).toMatch(/did not answer within/);
    });

    it.runIf(isPostgres)('a server that takes no writes cannot be purged', async () => {
      const { name: user, url } = await userWith('SELECT, DELETE');
      expect(await verdict(url, 'writes')).toBe('ok');
      await scratch.query(`ALTER ROLE ${user} SET default_transaction_read_only = on`);
      const { status, message } = await finding(url, 'writes');
      expect(status).toBe('warn');
      expect(message).toMatch(/default_transaction_read_only/);
    });

    it.runIf(isPostgres)('dead rows that nobody vacuums', async () => {
      await scratch.query(`ALTER TABLE sessions SET (autovacuum_enabled = off);
        INSERT INTO sessions SELECT 't' || i, '{}', now() FROM generate_series(1, 1000) i;
        DELETE FROM sessions WHERE token < 't6'`);
      await counted(scratch);
      const bounds = { deadRows: 100 };
      const { status, message, fix } = await finding(scratch.url(), 'storage', { bounds });
      expect(status).toBe('warn');
      expect(message).toMatch(
        /^about \d+ dead rows, 5\d % of all: it was never vacuumed, and autovacuum is off/,
      );
      expect(await verdict(scratch.url(), 'storage')).toBe('ok');
      await scratch.query(fix ?? '');
      expect(await verdict(scratch.url(), 'storage', { bounds })).toBe('ok');
    });

    it.runIf(!isPostgres)('free space that deleted rows left', async () => {
      const digits = '(SELECT 0 n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4)';
      const numbers = Array.from({ length: 5 }, (_, i) => `${digits} d${i}`).join(' JOIN ');
      const number = Array.from({ length: 5 }, (_, i) => `d${i}.n * ${5 ** i}`).join(' + ');
      await scratch.query(
        `INSERT INTO sessions SELECT LPAD(${number}, 6, '0'), REPEAT('x', 8000), NOW() FROM ${numbers}`,
      );
      expect(await verdict(scratch.url(), 'storage')).toBe('ok');
      await scratch.query("DELETE FROM sessions WHERE token > '000100'");
      await freed(scratch);
      const { status, message, fix } = await finding(scratch.url(), 'storage');
      expect(status).toBe('warn');
      expect(message).toMatch(/MB of .* MB \(\d\d %\) is free space/);
      await scratch.query(fix ?? '');
      expect(await verdict(scratch.url(), 'storage')).toBe('ok');
    });
  });
}

/** Waits until the statistics know of what was deleted. */
async function counted(scratch: Scratch): Promise<void> {
  const sql = "SELECT n_dead_tup AS n FROM pg_stat_user_tables WHERE relname = 'sessions'";
  for (;;) {
    const [row] = await scratch.query(sql);
    if (Number(row?.['n']) > 0) return;
    await sleep(50);
  }
}

/** Waits until InnoDB has cleared away what was deleted, and has counted it. */
async function freed(scratch: Scratch): Promise<void> {
  const sql = `SELECT DATA_FREE > 20000000 AND DATA_FREE > 3 * DATA_LENGTH AS n FROM information_schema.TABLES
    WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'sessions'`;
  for (;;) {
    await scratch.query('ANALYZE TABLE sessions');
    const [row] = await scratch.query(sql);
    if (Number(row?.['n']) === 1) return;
    await sleep(100);
  }
}
