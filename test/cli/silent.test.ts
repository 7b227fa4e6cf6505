import { expect, it, type onTestFinished } from 'vitest';
import { start } from '../helpers/child.js';
import { startProxy, type Proxy } from '../helpers/proxy.js';
import {
  connect,
  describeServer,
  eachServer,
  servers,
  type Scratch,
  type ServerSession,
} from '../helpers/servers.js';

const filled = { postgres: 30_000, mysql: 900 };

/** What a test takes from its context: tests that run side by side do not share vitest's own. */
interface Test {
  onTestFinished: typeof onTestFinished;
}

/** A table of expired sessions of a test's own, and a way to its server that can go silent. */
interface Table {
  readonly name: string;
  readonly session: ServerSession;
  readonly proxy: Proxy;
  /** The URL of its database, by that way. */
  readonly url: string;
}

let tables = 0;

async function fill(
  scratch: Scratch,
  engine: 'postgres' | 'mysql',
  { onTestFinished: finished }: Test,
): Promise<Table> {
  const name = `sessions_${++tables}`;
  const session = await connect(engine, scratch.url());
  finished(() => session.close());
  const [bytes, instant, numbers] =
    engine === 'postgres'
      ? ['bytea', 'timestamptz', `generate_series(1, ${filled.postgres}) AS i`]
      : [
          'longblob',
          'datetime(3)',
          `(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${filled.mysql}) SELECT i FROM n) AS n`,
        ];
  await session.query(
    `CREATE TABLE ${name} (token varchar(43) PRIMARY KEY, data ${bytes}, expiry ${instant})`,
  );
  await session.query(`CREATE INDEX ${name}_expiry ON ${name} (expiry)`);
  await session.query(
    `INSERT INTO ${name} SELECT concat('dead-', i), '{}', '2001-01-01' FROM ${numbers}`,
  );
  const proxy = await startProxy(scratch.url(), finished);
  return { name, session, proxy, url: proxy.through(scratch.url()) };
}

for (const name of eachServer) {
  const { engine } = servers[name];
  // Nearly all of their time is waiting, which they do side by side.
  describeServer(name, (scratch) => {
    const purging = async (test: Test) => {
      const table = await fill(scratch, engine, test);
      const child = start(
        ['purge', '-t', table.name, '-l', 'scs', '-v', '--batch-size', '50', '--pause', '100ms'],
        { database: table.url, stdin: '' },
      );
      await child.until('stderr', /(?:sql: [^\n]*DELETE[^\n]*\n[^]*){3}/);
      table.proxy.silence();
      return child;
    };

    // Without an end to the wait these would never come back.
    it.concurrent(
      'a purge with a silent connection ends after its signal, and says what it did',
      async (test) => {
        const child = await purging(test);
        child.process.kill('SIGTERM');
        const { code, signal, stdout, stderr } = await child.ended;
        expect([code, signal]).toEqual([143, null]);
        expect(`${stdout}${stderr}`).toMatch(/expired sessions deleted/);
      },
    );

    /** Starts a command whose connection falls silent at a statement. */
    const silencedAt = async (
      test: Test,
      words: RegExp,
      argv: readonly string[],
      { stdin = '', times = 1 } = {},
    ) => {
      const table = await fill(scratch, engine, test);
      table.proxy.silenceAt(words, times);
      const child = start([...argv, '-t', table.name, '-l', 'scs', '-v', '--json'], {
        database: table.url,
        stdin,
      });
      return { table, child };
    };
    const objectOf = (stdout: string): unknown => JSON.parse(stdout) as unknown;
    const nothingKnown = { deleted: 0, batches: 0, remaining: null, dryRun: false };

    it.concurrent.for<readonly [string, RegExp, string[]]>([
      ['one statement', /DELETE FROM/, ['--batch-size', 'all']],
      ['a batch', /DELETE (?:FROM|s|doomed|t)/, []],
      ['what is asked before', /clock_timestamp|UTC_TIMESTAMP/, []],
    ])(
      'a purge whose connection falls silent in %s ends when its time is over',
      async ([, at, argv], test) => {
        const { child } = await silencedAt(test, at, ['purge', '--max-duration', '1s', ...argv]);
        const { code, signal, stdout, stderr } = await child.ended;
        expect([code, signal]).toEqual([75, null]);
        expect(objectOf(stdout)).toMatchObject(nothingKnown);
        expect(stderr).toMatch(/nothing was deleted: the database did not answer/);
        expect(stderr).not.toMatch(/row level security/);
      },
    );

    it.concurrent(
      'one statement of a purge ends after a signal, and says what it did',
      async (test) => {
        const { child } = await silencedAt(test, /DELETE FROM/, ['purge', '--batch-size', 'all']);
        await child.until('stderr', /sql: DELETE/);
        child.process.kill('SIGTERM');
        const { code, signal, stdout } = await child.ended;
        expect([code, signal]).toEqual([143, null]);
        expect(objectOf(stdout)).toMatchObject(nothingKnown);
      },
    );

    it.concurrent(
      'a watch takes a purge that came to nothing in its time for a failed run',
      async (test) => {
        const argv = ['watch', '--max-duration', '1s', '--interval', '1h'];
        const { child } = await silencedAt(test, /DELETE/, argv);
        await child.until('stdout', /"error":"[^"]*the database did not answer/);
        child.process.kill('SIGTERM');
        expect(await child.ended).toMatchObject({ code: 0, signal: null });
      },
    );

    it.concurrent.for<readonly [string, string[], string]>([
      ['tokens', ['-'], Array.from({ length: 600 }, (_, i) => `dead-${i + 1}\n`).join('')],
      ['a filter', ['--token-prefix', 'dead', '--yes'], ''],
    ])(
      'a delete by %s ends after a signal, and says what it did',
      async ([, argv, stdin], test) => {
        // The second batch of 500 is never answered.
        const deletion = /(?<!TRADITIONAL )DELETE/;
        const options = { stdin, times: 2 };
        const { child, table } = await silencedAt(test, deletion, ['delete', ...argv], options);
        await child.until('stderr', /(sql: DELETE[^]*){2}/);
        child.process.kill('SIGINT');
        const { code, signal, stdout } = await child.ended;
        expect([code, signal]).toEqual([130, null]);
        const [left] = await table.session.query(`SELECT count(*) AS n FROM ${table.name}`);
        const gone = filled[engine] - Number(left?.['n']);
        expect(gone).toBeGreaterThan(0);
        expect(objectOf(stdout)).toEqual({ matched: gone, deleted: gone, renewed: 0 });
      },
    );

    it.concurrent('two signals at once are one', async (test) => {
      const child = await purging(test);
      child.process.kill('SIGINT');
      child.process.kill('SIGTERM');
      const { signal } = await child.ended;
      expect(signal).toBe(null);
    });

    it.concurrent('a list ends where a page does not come', async (test) => {
      const table = await fill(scratch, engine, test);
      table.proxy.silenceAt(/LIMIT/);
      const argv = ['list', '--all', '-t', table.name, '-l', 'scs'];
      const database = `${table.url}?statement_timeout=1s`;
      const { code, stderr } = await start(argv, { database, stdin: '' }).ended;
      expect(code).toBe(75);
      expect(stderr).toMatch(/no answer within/);
    });
  });
}
