import { expect, it } from 'vitest';
import { run } from '../../helpers/cli.js';
import { describeDatabases } from '../../helpers/databases.js';

const hour = 3_600_000;
/** How long the operator says that Redmine's sessions live. */
const lifetime = 8 * hour;
const warning =
  /^warning: updated_on may be in the zone of the application’s process, which no row tells, and it is read as UTC: .*12 h may be alive.*14 h may be over$/gm;

describeDatabases((database) => {
  const at = { sqlite: 'datetime(6)', postgres: 'timestamp', mysql: 'datetime(6)' };
  /** Redmine's table, with sessions that end so many hours from now. */
  const write = async (...ends: readonly number[]): Promise<void> => {
    const rows = ends.map((hours, n) => {
      const used = new Date(Date.now() + hours * hour - lifetime).toISOString();
      const text = used.slice(0, 23).replace('T', ' ');
      return `(${n + 1}, 7, 'session', '${tokenOf(n + 1)}', '${text}', '${text}')`;
    });
    await database.query(`DROP TABLE IF EXISTS tokens;
CREATE TABLE tokens (id integer NOT NULL PRIMARY KEY, user_id integer NOT NULL, action varchar(30) NOT NULL,
  value varchar(40) NOT NULL UNIQUE, created_on ${at[database.dialect]} NOT NULL, updated_on ${at[database.dialect]} NOT NULL);
INSERT INTO tokens VALUES ${rows.join(', ')}`);
  };
  const tokenOf = (n: number): string => n.toString(16).padStart(40, 'a');
  const said = async (...argv: string[]): Promise<{ code: number; times: number }> => {
    const { code, stderr } = await run([...argv, '--lifetime', '8h'], { database: database.url() });
    return { code, times: stderr.match(warning)?.length ?? 0 };
  };

  it.each([-11, 13])(
    'a session %i h from its end is in doubt, and that is said once',
    async (h) => {
      await write(h);
      for (const argv of [
        ['list'],
        ['list', '--all', '--json'],
        ['list', '--format', 'count'],
        ['stats'],
        ['stats', '--by', 'user'],
        ['get', tokenOf(1), '--expired'],
      ])
        expect({ argv, ...(await said(...argv)) }).toEqual({ argv, code: 0, times: 1 });
      const { stdout, stderr } = await run(['doctor', '--json', '--lifetime', '8h'], {
        database: database.url(),
      });
      const found = JSON.parse(stdout) as { check: string; status: string }[];
      expect(found.find(({ check }) => check === 'layout')?.status).toBe('ok');
      expect(stderr).not.toMatch(warning);
    },
  );

  it('where every session ends far from now, nothing is in doubt', async () => {
    await write(-13, 15);
    for (const argv of [
      ['list', '--all'],
      ['stats'],
      ['get', tokenOf(1), '--expired'],
      ['get', tokenOf(2)],
    ])
      expect({ argv, ...(await said(...argv)) }).toEqual({ argv, code: 0, times: 0 });
  });

  it('of one session its own end counts, and not those of others', async () => {
    await write(-1, 15);
    expect(await said('get', tokenOf(2))).toEqual({ code: 0, times: 0 });
    expect(await said('get', tokenOf(1))).toEqual({ code: 3, times: 1 });
  });
});
