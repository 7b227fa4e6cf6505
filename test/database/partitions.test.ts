import { beforeEach, expect, it } from 'vitest';
import { objectsIn, run } from '../helpers/cli.js';
import { describeServer } from '../helpers/servers.js';

describeServer('PostgreSQL', (scratch) => {
  const tool = (...argv: string[]) => run([...argv, '-l', 'scs'], { database: scratch.url() });
  const count = async (): Promise<number> =>
    Number((await scratch.query('SELECT count(*) AS n FROM sessions'))[0]?.['n']);

  /** 2,400 expired and 1,200 active sessions over four partitions, without a key over all of them. */
  beforeEach(async () => {
    await scratch.query(`DROP TABLE IF EXISTS sessions;
      CREATE TABLE sessions (token varchar(43) NOT NULL, data bytea, expiry timestamptz) PARTITION BY HASH (token)`);
    for (let i = 0; i < 4; i++)
      await scratch.query(
        `CREATE TABLE sessions_${i} PARTITION OF sessions FOR VALUES WITH (MODULUS 4, REMAINDER ${i})`,
      );
    await scratch.query(`INSERT INTO sessions SELECT 'dead-' || i, '{"userID":7}', now() - i * interval '1 minute'
      FROM generate_series(1, 2400) i;
      INSERT INTO sessions SELECT 'live-' || i, '{"userID":8}', now() + interval '1 hour' FROM generate_series(1, 1200) i`);
  });

  it('a list gives each row once, page by page', async () => {
    const { code, stdout } = await tool('list', '--all', '-f', 'ndjson', '--reveal');
    const tokens = objectsIn(stdout).map(({ token }) => token);
    expect({ code, rows: tokens.length, once: new Set(tokens).size }).toEqual({
      code: 0,
      rows: 3600,
      once: 3600,
    });
  });

  it.each([[], ['--batch-size', '100', '--pause', '0s'], ['--batch-size', 'all']])(
    'a whole purge takes what has expired and nothing else: %j',
    async (...argv) => {
      const { code, stdout } = await tool('purge', '--json', ...argv);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ deleted: 2400, remaining: 0 });
      expect(await count()).toBe(1200);
    },
  );

  it('a delete by a filter, and of all, tells the number of rows', async () => {
    const byUser = await tool('delete', '--user', '7', '--yes', '--json');
    expect(JSON.parse(byUser.stdout)).toEqual({ matched: 2400, deleted: 2400, renewed: 0 });
    expect(await count()).toBe(1200);
    const all = await tool('delete', '--all', '--yes', '--json');
    expect(JSON.parse(all.stdout)).toEqual({ matched: 1200, deleted: 1200, renewed: 0 });
    expect(await count()).toBe(0);
  });
});
