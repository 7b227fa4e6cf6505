import { expect, it } from 'vitest';
import { start } from '../helpers/child.js';
import { startProxy } from '../helpers/proxy.js';
import { describeServer, servers, type Scratch, type ServerName } from '../helpers/servers.js';

const filled = { postgres: 30_000, mysql: 900 };

async function fill(scratch: Scratch, engine: 'postgres' | 'mysql'): Promise<void> {
  await scratch.query('DROP TABLE IF EXISTS sessions');
  const [bytes, instant, numbers] =
    engine === 'postgres'
      ? ['bytea', 'timestamptz', `generate_series(1, ${filled.postgres}) AS i`]
      : [
          'longblob',
          'datetime(3)',
          `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${filled.mysql}) SELECT i FROM n) AS n`,
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

    /** Starts a command whose connection falls silent at a statement. */
    const silencedAt = async (
      words: RegExp,
      argv: readonly string[],
      { stdin = '', times = 1 } = {},
    ) => {
      await fill(scratch, engine);
      const proxy = await startProxy(scratch.url());
      proxy.silenceAt(words, times);
      const options = { database: proxy.through(scratch.url()), stdin };
      return start([...argv, '-l', 'scs', '-v', '--json'], options);
    };
    const objectOf = (stdout: string): unknown => JSON.parse(stdout) as unknown;
    const nothingKnown = { deleted: 0, batches: 0, remaining: null, dryRun: false };

    it.each<[string, RegExp, string[]]>([
      ['one statement', /DELETE FROM/, ['--batch-size', 'all']],
      ['a batch', /DELETE (?:FROM|s|doomed|t)/, []],
      ['what is asked before', /clock_timestamp|UTC_TIMESTAMP/, []],
    ])(
      'a purge whose connection falls silent in %s ends when its time is over',
      async (_, at, argv) => {
        const child = await silencedAt(at, ['purge', '--max-duration', '1s', ...argv]);
        const { code, signal, stdout, stderr } = await child.ended;
        expect([code, signal]).toEqual([75, null]);
        expect(objectOf(stdout)).toMatchObject(nothingKnown);
        expect(stderr).toMatch(/nothing was deleted: the database did not answer/);
        expect(stderr).not.toMatch(/row level security/);
      },
      60_000,
    );

    it('one statement of a purge ends after a signal, and says what it did', async () => {
      const child = await silencedAt(/DELETE FROM/, ['purge', '--batch-size', 'all']);
      await child.until('stderr', /sql: DELETE/);
      child.process.kill('SIGTERM');
      const { code, signal, stdout } = await child.ended;
      expect([code, signal]).toEqual([143, null]);
      expect(objectOf(stdout)).toMatchObject(nothingKnown);
    }, 60_000);

    it('a watch takes a purge that came to nothing in its time for a failed run', async () => {
      const argv = ['watch', '--max-duration', '1s', '--interval', '1h'];
      const child = await silencedAt(/DELETE/, argv);
      await child.until('stdout', /"error":"[^"]*the database did not answer/);
      child.process.kill('SIGTERM');
      expect(await child.ended).toMatchObject({ code: 0, signal: null });
    }, 60_000);

    it.each<[string, string[], string]>([
      ['tokens', ['-'], Array.from({ length: 600 }, (_, i) => `dead-${i + 1}\n`).join('')],
      ['a filter', ['--token-prefix', 'dead', '--yes'], ''],
    ])(
      'a delete by %s ends after a signal, and says what it did',
      async (_, argv, stdin) => {
        // The second batch of 500 is never answered.
        const deletion = /(?<!TRADITIONAL )DELETE/;
        const child = await silencedAt(deletion, ['delete', ...argv], { stdin, times: 2 });
        await child.until('stderr', /(sql: DELETE[^]*){2}/);
        child.process.kill('SIGINT');
        const { code, signal, stdout } = await child.ended;
        expect([code, signal]).toEqual([130, null]);
        const [left] = await scratch.query('SELECT count(*) AS n FROM sessions');
        const gone = filled[engine] - Number(left?.['n']);
        expect(gone).toBeGreaterThan(0);
        expect(objectOf(stdout)).toEqual({ matched: gone, deleted: gone, renewed: 0 });
      },
      60_000,
    );

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
