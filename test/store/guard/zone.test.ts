import { expect, it } from 'vitest';
import { base62 } from '../../../src/codecs/django/signature.js';
import { run } from '../../helpers/cli.js';
import { describeDatabases } from '../../helpers/databases.js';

const minute = 60_000;
const hour = 60 * minute;
const fortnight = 14 * 24 * hour;
/** New York in winter. */
const behind = -5 * hour;

interface Written {
  /** Milliseconds ago. */
  ago: number;
  /** What the application gave by set_expiry; null for the usual two weeks. */
  ageMs: number | null;
}

/** A payload as Django signs it; nobody here checks the signature. */
function payloadOf({ ago, ageMs }: Written): string {
  const data = { _auth_user_id: '5', ...(ageMs !== null && { _session_expiry: ageMs / 1000 }) };
  const seconds = Math.floor((Date.now() - ago) / 1000);
  const content = Buffer.from(JSON.stringify(data)).toString('base64url');
  return `${content}:${base62(seconds)}:${'x'.repeat(43)}`;
}

const alive: Record<string, Written[]> = {
  'with an expiry of their own': [1, 5, 12, 30, 55].map((ago) => ({
    ago: ago * minute,
    ageMs: hour,
  })),
  'of the usual age': [1, 2, 3, 4].map((left) => ({ ago: fortnight - left * hour, ageMs: null })),
};

describeDatabases((database) => {
  const type = { sqlite: 'datetime', postgres: 'timestamp', mysql: 'datetime(6)' };
  /** Django's table, as an application so far from UTC writes it without USE_TZ. */
  const write = async (sessions: readonly Written[], offset: number): Promise<void> => {
    const rows = sessions.map((written, i) => {
      const end = Date.now() - written.ago + (written.ageMs ?? fortnight) + offset;
      const text = new Date(end).toISOString().slice(0, 23).replace('T', ' ');
      return `('key-${String(i).padStart(28, '0')}', '${payloadOf(written)}', '${text}000')`;
    });
    await database.query(`DROP TABLE IF EXISTS django_session;
CREATE TABLE django_session (session_key varchar(40) NOT NULL PRIMARY KEY, session_data text NOT NULL,
  expire_date ${type[database.dialect]} NOT NULL);
INSERT INTO django_session VALUES ${rows.join(', ')}`);
  };
  const left = async (): Promise<number> =>
    (await database.query('SELECT session_key FROM django_session')).length;
  const tool = (...argv: string[]) => run(argv, { database: database.url() });
  const first = `key-${'0'.repeat(28)}`;

  it.each(Object.keys(alive))('Django west of UTC, sessions %s: none is lost', async (which) => {
    const live = alive[which] ?? [];
    await write(live, behind);
    for (const argv of [
      ['purge'],
      ['purge', '--dry-run'],
      ['purge', '--batch-size', 'all'],
      ['delete', '--expired', '--yes'],
      ['delete', '--user', '5', '--expired', '--yes'],
    ]) {
      const { code, stderr } = await tool(...argv);
      expect({ argv, code }).toEqual({ argv, code: 2 });
      expect(stderr).toMatch(/h behind UTC.*USE_TZ = True.*--trust-expiry/s);
    }
    expect(await left()).toBe(live.length);
    for (const argv of [['list'], ['list', '--all', '-f', 'count'], ['get', first, '--expired']]) {
      const { code, stderr } = await tool(...argv);
      expect({ argv, code }).toEqual({ argv, code: 0 });
      expect(stderr).toMatch(/warning: .*h behind UTC.*alive are taken for expired/s);
    }
    // Who is named goes, whatever the clocks say.
    expect(await tool('delete', first)).toMatchObject({ code: 0 });
    expect(await left()).toBe(live.length - 1);
    expect(await tool('purge', '--trust-expiry')).toMatchObject({ code: 0 });
    expect(await left()).toBe(0);
  });

  it.each(Object.keys(alive))('Django in UTC, sessions %s: nothing is doubted', async (which) => {
    const live = alive[which] ?? [];
    const dead = live.map(({ ago, ageMs }) => ({ ago: ago + 12 * hour, ageMs }));
    await write([...live, ...dead], 0);
    expect(await tool('list')).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout } = await tool('purge', '--json');
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
      code: 0,
      deleted: dead.length,
      remaining: 0,
    });
    expect(await left()).toBe(live.length);
  });
});
