import { expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';

const now = new Date('2026-06-15T12:00:00.000Z');
const seconds = now.getTime() / 1000;
const hour = 3600;
const day = 24 * hour;
/** Instants around an edge that is so long ago, and what is no instant. */
const around = (age: number): (number | null)[] => [
  null,
  -1,
  seconds - age - 1,
  seconds - age,
  seconds - age + 1,
  seconds,
];
type Row = Readonly<Record<string, number | string | null>>;
const pairs = <A, B>(some: readonly A[], others: readonly B[]): (readonly [A, B])[] =>
  some.flatMap((one) => others.map((other) => [one, other] as const));

/** Tables whose sessions end by more than a column: how, and by their systems' own rules which are alive. */
interface Kind {
  name: string;
  layout: NonNullable<StoreOptions['layout']>;
  columns: string;
  rows: readonly Row[];
  alive: (row: Row) => boolean | null;
}

const number = (value: number | string | null | undefined): number => Number(value);

const readable: readonly Kind[] = [
  {
    name: 'two limits',
    layout: 'grafana',
    columns: `user_id int, auth_token varchar(100) PRIMARY KEY, prev_auth_token varchar(100), auth_token_seen int,
      rotated_at bigint, created_at bigint, revoked_at bigint`,
    rows: pairs(around(7 * day), [0, ...around(30 * day)]).flatMap(([rotated_at, created_at]) =>
      [null, 0, seconds].map((revoked_at) => ({ rotated_at, created_at, revoked_at })),
    ),
    alive: ({ rotated_at: rotated, created_at: created, revoked_at: revoked }) => {
      if (number(revoked) > 0) return false;
      // What is no instant ends nothing.
      if (rotated === null || number(rotated) <= 0) return null;
      if (number(rotated) <= seconds - 7 * day) return false;
      return created === null || number(created) <= 0 ? null : number(created) > seconds - 30 * day;
    },
  },
  {
    name: 'a lifetime in a column',
    layout: 'matomo',
    columns: 'id varchar(191) PRIMARY KEY, modified bigint, lifetime bigint, data text',
    rows: pairs(
      [...around(1440), ...around(14 * day)],
      [null, -1, 0, 1, 1440, 14 * day, 9_007_199_254_740_991],
    ).map(([modified, lifetime]) => ({ modified, lifetime, data: 'user.name|s:3:"ann";' })),
    alive: ({ modified, lifetime }) => {
      if (modified === null || lifetime === null) return null;
      if (number(modified) < 0 || number(lifetime) < 0 || number(lifetime) > 1e11) return null;
      return number(modified) + number(lifetime) >= seconds;
    },
  },
  {
    name: 'another lifetime for what is remembered',
    layout: 'nextcloud',
    columns: `uid varchar(64), login_name varchar(64), token varchar(200) PRIMARY KEY, type smallint,
      remember smallint, last_activity bigint, last_check int, expires bigint, version smallint`,
    rows: pairs([...around(day), ...around(15 * day)], [null, 0, 1, 2]).flatMap(
      ([last_activity, remember]) =>
        [null, 0, seconds - 1, seconds].map((expires) => ({
          last_activity,
          remember,
          expires,
          type: 0,
          version: 2,
        })),
    ),
    alive: ({ last_activity: used, remember, expires }) => {
      if (used === null || number(used) <= 0) return null;
      if (number(expires) > 0 && number(expires) < seconds) return false;
      return number(used) >= seconds - (remember === 1 ? 15 * day : day);
    },
  },
  {
    name: 'another lifetime for an autologin',
    layout: 'phpbb',
    columns: `session_id char(32) PRIMARY KEY, session_user_id int, session_start int, session_last_visit int,
      session_time bigint, session_ip varchar(40), session_browser varchar(150), session_autologin smallint`,
    rows: pairs([...around(3660), ...around(365 * day + 60)], [null, 0, 1]).map(
      ([session_time, session_autologin]) => ({ session_time, session_autologin }),
    ),
    alive: ({ session_time: used, session_autologin: stays }) => {
      if (used === null || number(used) <= 0) return null;
      return number(used) >= seconds - 60 - (stays === 1 ? 365 * day : 3600);
    },
  },
  {
    name: 'another lifetime for nobody',
    layout: 'typo3',
    columns: `ses_id varchar(190) PRIMARY KEY, ses_iplock varchar(39), ses_userid int, ses_tstamp bigint,
      ses_data text, ses_permanent int`,
    rows: pairs([...around(6000), ...around(day)], [null, 0, 1]).map(
      ([ses_tstamp, ses_userid]) => ({
        ses_tstamp,
        ses_userid,
        ses_data: 'a:0:{}',
      }),
    ),
    alive: ({ ses_tstamp: used, ses_userid: user }) => {
      if (used === null || number(used) <= 0) return null;
      return number(used) >= seconds - (number(user) === 0 ? day : 6000);
    },
  },
];
const limits: Partial<Record<Kind['layout'], string>> = {
  grafana: 'created_at',
  nextcloud: 'expires',
};
/** The same where each second limit is a mark for none. */
const unlimited = readable.flatMap((kind): Kind[] => {
  const limit = limits[kind.layout];
  if (limit === undefined) return [];
  const rows = kind.rows.filter((row) => (row[limit] ?? 0) === 0);
  return [{ ...kind, name: `${kind.name}, where no row has a ${limit}`, rows }];
});
const kinds = [...readable, ...unlimited];
const keys: Partial<Record<Kind['layout'], string>> = {
  grafana: 'auth_token',
  matomo: 'id',
  nextcloud: 'token',
  phpbb: 'session_id',
  typo3: 'ses_id',
};

describeDatabases((database) => {
  const fill = async ({ layout, columns, rows }: Kind): Promise<void> => {
    const key = keys[layout] ?? '';
    const names = Object.keys(rows[0] ?? {});
    const values = rows.map((row, i) => {
      const all = [`k${i}`, ...names.map((name) => row[name] ?? null)];
      return `(${all.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ')})`;
    });
    await database.query(
      `DROP TABLE IF EXISTS zoo;\nCREATE TABLE zoo (${columns});\n` +
        `INSERT INTO zoo (${[key, ...names].join(', ')}) VALUES ${values.join(', ')}`,
    );
  };
  const open = async (layout: Kind['layout']): Promise<SequelizeStore> => {
    const store = await SequelizeStore.open(database.url(), {
      table: 'zoo',
      layout,
      // Where the site's own is elsewhere, it is said.
      ...(layout === 'phpbb' && { lifetime: 3_600_000 }),
      clock: new TestClock(now),
      create: false,
      cleanupInterval: 0,
    });
    onTestFinished(() => store.close());
    return store;
  };
  const tokens = async (store: SequelizeStore, state: 'active' | 'expired' | 'all') => {
    const found: string[] = [];
    for await (const { token } of store.sessions({ state, sort: 'expiry' })) found.push(token);
    return found.sort();
  };

  const ways = [{}, { batchSize: 'all' }, { batchSize: 3, pause: 0 }, { limit: 1000 }] as const;
  it.each(kinds.flatMap((kind) => ways.map((way) => ({ ...kind, kind, way }))))(
    '$name: list, count, survey and purge agree with the system: $way',
    async ({ kind, way, alive, rows, layout }) => {
      await fill(kind);
      const store = await open(layout);
      const sessions = [];
      for await (const session of store.sessions({ state: 'all' })) sessions.push(session);
      expect(sessions).toHaveLength(rows.length);
      for (const { token, state } of sessions) {
        const row = rows[Number(token.slice(1))] ?? {};
        // Nobody is logged out by what cannot be read.
        expect([row, state]).toEqual([row, (alive(row) ?? true) ? 'active' : 'expired']);
      }
      const expired = sessions.filter(({ state }) => state === 'expired').map((s) => s.token);
      expect(await tokens(store, 'expired')).toEqual(expired.sort());
      expect(await tokens(store, 'all')).toHaveLength(rows.length);
      expect(await store.count({ state: 'expired' })).toBe(expired.length);
      // What was logged out is purged when it has run out.
      const gone = sessions.filter(
        ({ token, state }) =>
          state === 'expired' &&
          alive({ ...rows[Number(token.slice(1))], revoked_at: 0 }) === false,
      );
      expect((await store.survey(now)).count).toBe(gone.length);
      expect((await store.purge(way)).deleted).toBe(gone.length);
      const stays = sessions.filter((s) => !gone.includes(s)).map((s) => s.token);
      expect(await tokens(store, 'all')).toEqual(stays.sort());
      expect(await store.deleteMatching({ state: 'expired' })).toMatchObject({
        deleted: expired.length - gone.length,
      });
    },
  );

  it.skipIf(database.dialect === 'sqlite').each(readable.filter(({ layout }) => layout in limits))(
    '$name: where all hold what is no time, the refusal names it',
    async (kind) => {
      const column = limits[kind.layout] ?? '';
      await fill({ ...kind, rows: kind.rows.map((row) => ({ ...row, [column]: 86_400 })) });
      await expect(open(kind.layout)).rejects.toMatchObject({
        code: 'LAYOUT_UNKNOWN',
        message: expect.stringMatching(
          new RegExp(`\\(its ${column} is [\\w()]+, and no row looked at has a time there\\)`),
        ) as unknown,
      });
    },
  );

  it.skipIf(database.dialect === 'sqlite').each([
    ['grafana', 'created_at'],
    ['nextcloud', 'expires'],
    ['matomo', 'lifetime'],
    ['typo3', 'ses_tstamp'],
  ] as const)('%s: of a %s that no time is read from, the refusal names it', async (of, column) => {
    const kind = readable.find(({ layout }) => layout === of);
    await database.query(
      `DROP TABLE IF EXISTS zoo;\nCREATE TABLE zoo (${kind?.columns.replace(new RegExp(`\\b${column} \\w+`), `${column} date`) ?? ''})`,
    );
    await expect(open(of)).rejects.toMatchObject({
      code: 'LAYOUT_UNKNOWN',
      message: expect.stringContaining(`(its ${column} is date)`) as unknown,
    });
  });
});
