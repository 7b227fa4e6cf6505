import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { start } from '../../helpers/child.js';
import { describeServer } from '../../helpers/servers.js';

describeServer('PostgreSQL', (scratch) => {
  it('a watch whose first run meets a standby goes on, and purges once that takes writes', async () => {
    const name = `session_admin_${randomBytes(6).toString('hex')}`;
    await scratch.query(`DROP TABLE IF EXISTS sessions;
      CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data bytea, expiry timestamptz);
      INSERT INTO sessions VALUES ('dead', '{}', now() - interval '1 hour'), ('live', '{}', now() + interval '1 hour');
      CREATE ROLE ${name} LOGIN PASSWORD 'pw';
      GRANT SELECT, DELETE ON sessions TO ${name};
      ALTER ROLE ${name} SET default_transaction_read_only = on`);
    onTestFinished(async () => {
      await scratch.query(`DROP OWNED BY ${name}; DROP ROLE ${name}`);
    });
    const database = scratch.url({ name, password: 'pw' });
    const child = start(['watch', '-l', 'scs', '--interval', '100ms', '-f', 'ndjson'], {
      database,
    });
    onTestFinished(() => void child.process.kill('SIGKILL'));
    await child.until('stdout', /"error":"[^"]*takes no writes/);
    await scratch.query(`ALTER ROLE ${name} RESET default_transaction_read_only`);
    await scratch.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1',
      [name],
    );
    await child.until('stdout', /"deleted":1,/);
    child.process.kill('SIGTERM');
    expect(await child.ended).toMatchObject({ code: 0 });
    expect(await scratch.query('SELECT token FROM sessions')).toEqual([{ token: 'live' }]);
  });
});
