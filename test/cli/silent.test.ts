import { expect, it } from 'vitest';
import { start } from '../helpers/child.js';
import { startProxy } from '../helpers/proxy.js';
import { describeServer, servers, type Scratch, type ServerName } from '../helpers/servers.js';

const rows = 30_000;

async function fill(scratch: Scratch, engine: 'postgres' | 'mysql'): Promise<void> {
  await scratch.query('DROP TABLE IF EXISTS sessions');
  const [bytes, instant, numbers] =
    engine === 'postgres'
      ? ['bytea', 'timestamptz', `generate_series(1, ${rows}) AS i`]
      : [
          'longblob',
          'datetime(3)',
          `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT i FROM n) AS n`,
        ];
  await scratch.query(
    `CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data ${bytes}, expiry ${instant})`,
  );
  await scratch.query('CREATE INDEX sessions_expiry ON sessions (expiry)');
  await scratch.query(
    `INSERT INTO sessions SELECT concat('dead-', i), '{}', '2001-01-01' FROM ${numbers}`,
  );
}

for (const name of Object.keys(servers) as ServerName[]) {
  const { engine } = servers[name];
  describeServer(name, (scratch) => {
    const purging = async (argv: readonly string[]) => {
      await fill(scratch, engine);
      const proxy = await startProxy(scratch.url());
      const child = start(
        ['purge', '-l', 'scs', '-v', '--batch-size', '50', '--pause', '100ms', ...argv],
        { database: proxy.through(scratch.url()), stdin: '' },
      );
      await child.until('stderr', /(?:sql: [^\n]*DELETE[^\n]*\n[^]*){3}/);
      proxy.silence();
      return child;
    };

    // Without an end to the wait these would never come back.
    it('a purge with a silent connection ends after its signal, and says what it did', async () => {
      const child = await purging([]);
      child.process.kill('SIGTERM');
      const { code, signal, stdout, stderr } = await child.ended;
      expect([code, signal]).toEqual([143, null]);
      expect(`${stdout}${stderr}`).toMatch(/expired sessions deleted/);
    }, 60_000);

    it('two signals at once are one', async () => {
      const child = await purging([]);
      child.process.kill('SIGINT');
      child.process.kill('SIGTERM');
      const { signal } = await child.ended;
      expect(signal).toBe(null);
    }, 60_000);

    it('a list ends where a page does not come', async () => {
      await fill(scratch, engine);
      const proxy = await startProxy(scratch.url());
      proxy.silenceAt(/LIMIT/);
      const url = `${proxy.through(scratch.url())}?statement_timeout=1s`;
      const child = start(['list', '--all', '-l', 'scs'], { database: url, stdin: '' });
      const { code, stderr } = await child.ended;
      expect(code).toBe(75);
      expect(stderr).toMatch(/no answer within/);
    }, 60_000);
  });
}
