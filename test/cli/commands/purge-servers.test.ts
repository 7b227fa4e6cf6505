import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { formatSize } from '../../../src/cli/output/size.js';
import { run } from '../../helpers/cli.js';
import { describeServer, type Scratch } from '../../helpers/servers.js';

/** 40 expired sessions, of which 11 begin with dead-1, and 5 that are alive. */
async function fill(scratch: Scratch): Promise<void> {
  await scratch.query(`DROP TABLE IF EXISTS sessions;
    CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data bytea, expiry timestamptz);
    CREATE INDEX ON sessions (expiry);
    INSERT INTO sessions SELECT 'dead-' || i, '{}', now() - interval '1 hour' FROM generate_series(0, 39) i;
    INSERT INTO sessions SELECT 'live-' || i, '{}', now() + interval '1 hour' FROM generate_series(0, 4) i`);
}

describeServer('PostgreSQL', (scratch) => {
  const count = async (): Promise<number> =>
    Number((await scratch.query('SELECT count(*) AS n FROM sessions'))[0]?.['n']);

  it.each([[], ['--batch-size', '10', '--pause', '0s'], ['--batch-size', 'all']])(
    'row level security hides what is left: it is not known, and said: %j',
    async (...argv) => {
      await fill(scratch);
      const name = `session_admin_${randomBytes(6).toString('hex')}`;
      await scratch.query(`CREATE ROLE ${name} LOGIN PASSWORD 'pw';
        GRANT SELECT, DELETE ON sessions TO ${name};
        ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
        CREATE POLICY those ON sessions USING (token NOT LIKE 'dead-1%')`);
      onTestFinished(async () => {
        await scratch.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
      });
      const database = scratch.url({ name, password: 'pw' });
      const { code, stdout, stderr } = await run(['purge', '--json', ...argv], { database });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ deleted: 29, remaining: null });
      expect(stderr).toMatch(/row level security may hide sessions/);
      expect(await count()).toBe(16);
    },
  );

  it('says what the table takes on disk, to a role that may do no more than purge', async () => {
    await fill(scratch);
    const name = `session_admin_${randomBytes(6).toString('hex')}`;
    await scratch.query(`CREATE ROLE ${name} LOGIN PASSWORD 'pw';
      GRANT SELECT, DELETE ON sessions TO ${name}`);
    onTestFinished(async () => {
      await scratch.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
    });
    const { stdout } = await run(['purge'], { database: scratch.url({ name, password: 'pw' }) });
    const [row] = await scratch.query(`SELECT pg_total_relation_size('sessions') AS bytes`);
    const size = formatSize(Number(row?.['bytes']));
    expect(stdout).toMatch(/^40 expired sessions deleted from .* on disk\n$/);
    expect(stdout).toContain(`s; ${size} on disk\n`);
  });

  it.each([[], ['--batch-size', '10', '--pause', '0s'], ['--batch-size', 'all']])(
    'a trigger that cancels deletions: what stays is counted, and the purge has failed: %j',
    async (...argv) => {
      await fill(scratch);
      await scratch.query(`CREATE OR REPLACE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN IF OLD.token LIKE ''dead-1%'' THEN RETURN NULL; END IF; RETURN OLD; END';
        CREATE TRIGGER keep BEFORE DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION keep()`);
      const database = scratch.url();
      const { code, stdout, stderr } = await run(['purge', '--json', ...argv], { database });
      expect(code).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ deleted: 29, remaining: 11 });
      expect(stderr).toMatch(/11 expired sessions were kept by the database without a word/);
      expect(await count()).toBe(16);
      const all = await run(['delete', '--expired', '--yes', '--json'], { database });
      expect(all.code).toBe(1);
      expect(JSON.parse(all.stdout)).toEqual({ matched: 11, deleted: 0, renewed: 0 });
    },
  );
});
