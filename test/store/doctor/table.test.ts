import { describe, expect, it } from 'vitest';
import { base62 } from '../../../src/codecs/django/signature.js';
import { describeDatabases } from '../../helpers/databases.js';
import { TestClock } from '../../helpers/clock.js';
import { finding, verdict } from './findings.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const types = {
  sqlite: { bytes: 'blob', instant: 'datetime', naive: 'datetime' },
  postgres: { bytes: 'bytea', instant: 'timestamptz', naive: 'timestamp' },
  mysql: { bytes: 'longblob', instant: 'datetime(3)', naive: 'datetime(6)' },
} as const;

/** The statements that make a table, with rows of SQL values, the only one of its kind. */
const made = (name: string, columns: string, rows: readonly string[]): string => {
  const insert = rows.length > 0 ? [`INSERT INTO ${name} VALUES ${rows.join(', ')}`] : [];
  const drop = ['sessions', 'django_session'].map((other) => `DROP TABLE IF EXISTS ${other}`);
  return [...drop, `CREATE TABLE ${name} (${columns})`, ...insert].join(';\n');
};

/** An instant so far from now as a column without a zone holds it. */
const at = (ms: number): string =>
  `'${new Date(Date.now() + ms).toISOString().slice(0, 23).replace('T', ' ')}'`;

const numbered = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** 10 rows are many, here. */
const bounds = { indexedRows: 10 };

describeDatabases((database) => {
  const { dialect } = database;
  const { bytes, instant, naive } = types[dialect];
  const shorten = (text: string): string => text.replaceAll(/["`]/g, '');

  /** gormstore's table; each row runs out so many milliseconds from now, with this payload. */
  const scs = (
    ends: readonly number[],
    {
      key = 'PRIMARY KEY',
      payload = (): string => '{}',
    }: { key?: string; payload?: (i: number) => string } = {},
  ): Promise<unknown> =>
    database.query(
      made(
        'sessions',
        `token varchar(43) NOT NULL ${key}, data ${bytes}, expiry ${instant}`,
        ends.map((ms, i) => `('${String(i).padStart(43, 't')}', '${payload(i)}', ${at(ms)})`),
      ),
    );

  describe('the index on expiry', () => {
    it('is missed in a table of many rows, until the statement was run', async () => {
      await scs(numbered(10, () => hour));
      const { status, fix } = await finding(database.url(), 'expiry-index', { bounds });
      expect(status).toBe('warn');
      expect(shorten(fix ?? '')).toMatch(/INDEX.* idx_sessions_expiry /);
      await database.query(fix ?? '');
      expect(await verdict(database.url(), 'expiry-index', { bounds })).toBe('ok');
    });

    it('does not count where expiry is not its first column', async () => {
      await scs(numbered(10, () => hour));
      await database.query('CREATE INDEX both_columns ON sessions (token, expiry)');
      expect(await verdict(database.url(), 'expiry-index', { bounds })).toMatch(/^warn: /);
    });

    it('is not missed in a small table', async () => {
      await scs(numbered(9, () => hour));
      expect(await verdict(database.url(), 'expiry-index', { bounds })).toBe('ok');
    });

    it('is one on updated_at in Rails', async () => {
      const columns = `id integer PRIMARY KEY, session_id varchar(255) UNIQUE, data text, created_at ${naive}, updated_at ${naive}`;
      const rows = numbered(
        10,
        (i) => `(${i}, '2::${String(i).padStart(64, 'a')}', 'BAh7AA==\n', ${at(0)}, ${at(0)})`,
      );
      await database.query(made('sessions', columns, rows));
      const { status, fix } = await finding(database.url(), 'expiry-index', { bounds });
      expect({ status, fix: shorten(fix ?? '') }).toEqual({
        status: 'warn',
        fix: expect.stringContaining('(updated_at)') as string,
      });
    });
  });

  it('a unique index on the token is needed, until the statement was run', async () => {
    await scs([hour, hour], { key: '' });
    const { status, fix } = await finding(database.url(), 'token-index');
    expect(status).toBe('fail');
    await database.query(fix ?? '');
    expect(await verdict(database.url(), 'token-index')).toBe('ok');
  });

  it('a unique index of the token and more is not that of the token', async () => {
    await scs([hour, hour], { key: '' });
    await database.query('CREATE UNIQUE INDEX both_columns ON sessions (token, expiry)');
    const { status, message } = await finding(database.url(), 'token-index');
    expect({ status, message }).toEqual({
      status: 'warn',
      message: 'only token and expiry together are unique: two sessions may have one token',
    });
  });

  it('a clock that is ten minutes slow is bad, where the database has one of its own', async () => {
    await scs([hour]);
    const clock = new TestClock(new Date(Date.now() - 10 * minute));
    const { status, message } = await finding(database.url(), 'clocks', { clock });
    if (dialect === 'sqlite') expect(status).toBe('ok');
    else {
      expect(status).toBe('fail');
      expect(message).toMatch(/database is 10 min ahead of that of this machine/);
    }
    expect(await verdict(database.url(), 'clocks')).toBe('ok');
  });

  describe('rows that cannot be read', () => {
    const damaged = (share: number) => (i: number) => (i % share === 0 ? '{"a":' : '{"a":1}');

    it('are told with their share', async () => {
      await scs(
        numbered(200, () => hour),
        { payload: damaged(20) },
      );
      const { status, message, options } = await finding(database.url(), 'rows', { codec: 'json' });
      expect({ status, options }).toEqual({ status: 'warn', options: ['codec', 'secret'] });
      expect(message).toBe('of 200 rows looked at 10 have a payload that cannot be decoded (5 %)');
    });

    it('are an accident where they are few, and looked for in so many rows', async () => {
      await scs(
        numbered(300, () => hour),
        { payload: damaged(150) },
      );
      const look = (sampledRows: number) =>
        finding(database.url(), 'rows', { codec: 'json', bounds: { sampledRows } });
      expect(await look(1000)).toMatchObject({
        status: 'ok',
        message: expect.stringContaining('2 have a payload') as string,
      });
      expect((await look(100)).message).toMatch(/^of 100 rows looked at/);
    });
  });

  describe('a purge', () => {
    it.each([
      ['warn', 31 * day + minute, '3 expired sessions are in the table, dead for up to 31 d'],
      ['ok', 30 * day, '3 expired sessions are in the table, dead for up to 30 d'],
    ])('%s: the oldest is dead for so long', async (status, dead, words) => {
      await scs([-dead, -hour, -2 * hour, hour]);
      const found = await finding(database.url(), 'purge');
      expect(found.status).toBe(status);
      expect(found.message.startsWith(words)).toBe(true);
    });

    it('has left nothing', async () => {
      await scs([hour]);
      expect(await verdict(database.url(), 'purge')).toBe('ok');
    });
  });

  describe('the zone of a column', () => {
    /** Django's sessions, written so long ago and given an hour, in a zone so far from UTC. */
    const django = (agos: readonly number[], offset: number, age = hour): Promise<unknown> => {
      const rows = agos.map((ago, i) => {
        const data = JSON.stringify({ _session_expiry: age / 1000 });
        const content = Buffer.from(data).toString('base64url');
        const signed = `${content}:${base62(Math.floor((Date.now() - ago) / 1000))}:${'x'.repeat(43)}`;
        return `('key-${i}', '${signed}', ${at(age - ago + offset)})`;
      });
      return database.query(
        made(
          'django_session',
          `session_key varchar(40) NOT NULL PRIMARY KEY, session_data text, expire_date ${naive}`,
          rows,
        ),
      );
    };
    const agos = [5, 12, 31, 50].map((minutes) => minutes * minute);

    it('is wrong where sessions that are alive look expired', async () => {
      await django(agos, -5 * hour);
      const { status, message } = await finding(database.url(), 'zone');
      expect(status).toBe('fail');
      expect(message).toMatch(/5 h behind UTC/);
    });

    it('is wrong where they will look so', async () => {
      await django(agos, -5 * hour, 14 * day);
      expect(await verdict(database.url(), 'zone')).toMatch(/^warn: .*USE_TZ/);
    });

    it('is wrong where sessions that have run out look alive', async () => {
      await django(agos, 5.5 * hour);
      const { status, message, fix } = await finding(database.url(), 'zone');
      expect({ status, fix }).toEqual({
        status: 'warn',
        fix: 'let the application write UTC (USE_TZ = True)',
      });
      expect(message).toMatch(/5\.5 h ahead of UTC/);
    });

    it('is right where column and payload agree', async () => {
      await django(agos, 0);
      expect(await verdict(database.url(), 'zone')).toBe('ok');
    });

    it('is not known where there is no row', async () => {
      await django([], 0);
      expect(await verdict(database.url(), 'zone')).toBe('skipped');
    });

    it('cached_db keeps sessions in a table of the database', async () => {
      await django(agos, 0);
      const entry = (ms: number): string =>
        `DELETE FROM shop_cache;
INSERT INTO shop_cache VALUES (':1:django.contrib.sessions.cached_dbkey-1', 'x', ${at(ms)})`;
      await database.query(
        `CREATE TABLE shop_cache (cache_key varchar(255) PRIMARY KEY, value text, expires ${naive})`,
      );
      await database.query(entry(day));
      const { status, message } = await finding(database.url(), 'deletion');
      expect(status).toBe('warn');
      expect(message).toMatch(/cached_db is in use.* shop_cache$/);
      // What has run out there is no sign of use.
      await database.query(entry(-day));
      expect(await verdict(database.url(), 'deletion')).toBe('ok');
      await database.query('DROP TABLE shop_cache');
    });
  });

  describe('the lifetime of Laravel', () => {
    const laravel = (agos: readonly number[]): Promise<unknown> => {
      const rows = agos.map((ago, i) => {
        const used = Math.floor((Date.now() - ago) / 1000);
        return `('${String(i).padStart(40, 'a')}', NULL, NULL, NULL, 'YTowOnt9', ${used})`;
      });
      const columns =
        'id varchar(255) NOT NULL PRIMARY KEY, user_id bigint, ip_address varchar(45), user_agent text, payload text NOT NULL, last_activity integer NOT NULL';
      return database.query(made('sessions', columns, rows));
    };

    it('is longer than usual where requests have swept nothing', async () => {
      await laravel(numbered(240, (i) => i * hour));
      const { status, message, options } = await finding(database.url(), 'lifetime');
      expect({ status, options }).toEqual({ status: 'warn', options: ['lifetime'] });
      expect(message).toMatch(/last_activity \+ 2 h, .* last used 9 d ago is still there/);
      expect(await verdict(database.url(), 'lifetime', { lifetime: 11 * day })).toBe('ok');
    });

    it('tells nothing of Drupal’s, which PHP and its settings sweep', async () => {
      const rows = numbered(240, (i) => {
        const used = Math.floor((Date.now() - i * hour) / 1000);
        return `(0, '${String(i).padStart(43, 'a')}', '203.0.113.9', ${used}, NULL)`;
      });
      const columns = `uid integer NOT NULL, sid varchar(128) NOT NULL PRIMARY KEY, hostname varchar(128) NOT NULL, timestamp bigint NOT NULL, session ${bytes}`;
      await database.query(made('sessions', columns, rows));
      expect(await verdict(database.url(), 'lifetime')).toBe('ok');
    });

    it('may be as usual where nobody came who could have swept', async () => {
      await laravel([...numbered(200, (i) => i * minute), 5 * day]);
      expect(await verdict(database.url(), 'lifetime')).toBe('ok');
    });
  });
});
