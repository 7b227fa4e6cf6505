import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { encodeSerialized } from '../../src/codecs/php/encode.js';
import { linesOf, objectsIn, run } from '../helpers/cli.js';
import type { TestDatabase } from '../helpers/databases.js';
import { useFolder } from '../helpers/folder.js';
import { writeProfiles } from '../helpers/profiles.js';
import { startProxy } from '../helpers/proxy.js';
import { describeServer } from '../helpers/servers.js';
import { withSqlite } from '../helpers/sqlite.js';
import { loggedIn, makeWordPress, verifier } from '../helpers/wordpress.js';

const hour = 3_600_000;
const end = new Date(Date.now() + hour);
const key = (letter: string, length: number): string => letter.repeat(length);

/** An application in which ann has sessions, and ben one. */
interface Application {
  /** Its profile's. */
  readonly name: string;
  readonly url: () => string;
  /** Where the names of its users are, if no framework says it. */
  readonly people?: string;
  readonly make: () => Promise<void>;
  /** All that an application of ann's has, and of ben's. */
  readonly look: () => Promise<{ ann: unknown[]; ben: unknown[] }>;
  readonly ended: string;
  readonly livesOn: string;
}

type Query = (sql: string) => Promise<Record<string, unknown>[]>;

/** The rows of two queries, by whose they are. */
const looking = (query: Query, of: (id: string) => readonly string[]) => async () => {
  const rows = async (id: string): Promise<unknown[]> => {
    const found: unknown[] = [];
    for (const sql of of(id)) found.push(...(await query(sql)));
    return found;
  };
  return { ann: await rows('1'), ben: await rows('2') };
};

function djangoShop(url: () => string, query: Query): Application {
  const session = (letter: string, user: number): string => {
    const values = JSON.stringify({ _auth_user_id: String(user), _auth_user_hash: 'x' });
    const payload = `${Buffer.from(values).toString('base64url')}:1uAAAA`;
    const signature = createHash('sha256').update(letter).digest('base64url');
    return `('${key(letter, 32)}', '${payload}:${signature}', '${end.toISOString()}')`;
  };
  return {
    name: 'django',
    url,
    make: async () => {
      await query('CREATE TABLE auth_user (id int PRIMARY KEY, username varchar, email varchar)');
      await query(
        `INSERT INTO auth_user VALUES (1, 'ann', 'ann@example.test'), (2, 'ben', 'ben@example.test')`,
      );
      await query(
        'CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text, expire_date timestamptz)',
      );
      await query(
        `INSERT INTO django_session VALUES ${[session('a', 1), session('b', 1), session('c', 2)].join(', ')}`,
      );
    },
    look: looking(query, (id) => [
      `SELECT * FROM django_session WHERE session_key ${id === '1' ? '<' : '>='} 'c' ORDER BY 1`,
    ]),
    ended: '2 sessions ended',
    livesOn: 'cached_db',
  };
}

function laravelShop(url: () => string, query: Query): Application {
  const web = 'login_web_59ba36addc2b2f9401580f014c7f58ea4e30989d';
  const session = (letter: string, user: number): string => {
    const data = encodeSerialized({ _token: key('t', 40), [web]: user });
    const payload = Buffer.from(data).toString('base64');
    return `('${key(letter, 40)}', ${user}, '${payload}', ${Math.floor(Date.now() / 1000)})`;
  };
  return {
    name: 'laravel',
    url,
    make: async () => {
      await query(
        'CREATE TABLE users (id int PRIMARY KEY, email varchar(255), remember_token varchar(100))',
      );
      await query(
        `INSERT INTO users VALUES (1, 'ann@example.test', 'r'), (2, 'ben@example.test', 'r')`,
      );
      await query(
        'CREATE TABLE sessions (id varchar(255) PRIMARY KEY, user_id int, payload longtext NOT NULL, last_activity int NOT NULL)',
      );
      await query(`INSERT INTO sessions VALUES ${[session('a', 1), session('c', 2)].join(', ')}`);
    },
    look: looking(query, (id) => [
      `SELECT * FROM sessions WHERE user_id = ${id}`,
      `SELECT * FROM users WHERE id = ${id} AND remember_token IS NOT NULL`,
    ]),
    ended: '1 session, 1 remember-me token ended',
    livesOn: '',
  };
}

function expressShop(url: () => string, query: Query): Application {
  const session = (letter: string, user: number): string => {
    const cookie = { originalMaxAge: hour, expires: end.toISOString(), path: '/' };
    const data = JSON.stringify({ cookie, passport: { user } });
    const at = end.toISOString();
    return `('${key(letter, 32)}', '${at}', '${data}', '${at}', '${at}')`;
  };
  return {
    name: 'express',
    url,
    people: 'Users:id=id,name=email',
    make: async () => {
      await query('CREATE TABLE Users (id INTEGER PRIMARY KEY, email VARCHAR(255))');
      await query(`INSERT INTO Users VALUES (1, 'ann@example.test'), (2, 'ben@example.test')`);
      await query(
        'CREATE TABLE Sessions (sid VARCHAR(36) PRIMARY KEY, expires DATETIME, data TEXT, createdAt DATETIME, updatedAt DATETIME)',
      );
      await query(
        `INSERT INTO Sessions VALUES ${[session('a', 1), session('b', 1), session('c', 2)].join(', ')}`,
      );
    },
    look: looking(query, (id) => [
      `SELECT * FROM Sessions WHERE json_extract(data, '$.passport.user') = ${id} ORDER BY 1`,
    ]),
    ended: '2 sessions ended',
    livesOn: 'a WebSocket',
  };
}

function betterAuthShop(url: () => string, query: Query): Application {
  const session = (letter: string, user: number): string =>
    `('${letter}', '${end.toISOString()}', '${key(letter, 32)}', '${user}', NULL, NULL)`;
  return {
    name: 'better-auth',
    url,
    make: async () => {
      await query('CREATE TABLE user (id text PRIMARY KEY, email text)');
      await query(`INSERT INTO user VALUES ('1', 'ann@example.test'), ('2', 'ben@example.test')`);
      await query(
        'CREATE TABLE session (id text PRIMARY KEY, expiresAt date, token text UNIQUE, userId text, ipAddress text, userAgent text)',
      );
      await query(`INSERT INTO session VALUES ${[session('a', 1), session('c', 2)].join(', ')}`);
      await query('CREATE TABLE verification (id text PRIMARY KEY, identifier text, value text)');
      await query(
        `INSERT INTO verification VALUES ('1', 'trust-device-a', '1'), ('2', 'trust-device-b', '2')`,
      );
    },
    look: looking(query, (id) => [
      `SELECT * FROM session WHERE userId = '${id}'`,
      `SELECT * FROM verification WHERE value = '${id}'`,
    ]),
    ended: '1 session, 1 trusted device ended',
    livesOn: 'cookieCache',
  };
}

function wordPressSite(database: TestDatabase): Application {
  return {
    name: 'wordpress',
    url: () => database.url(),
    make: async () => {
      const site = await makeWordPress(database);
      const entry = loggedIn(end, new Date());
      await site.cell(1, { [verifier('a')]: entry, [verifier('b')]: entry });
      await site.cell(2, { [verifier('c')]: entry });
    },
    look: looking(
      (sql) => database.query(sql),
      (id) => [`SELECT * FROM wp_usermeta WHERE user_id = ${id} AND meta_key = 'session_tokens'`],
    ),
    ended: '2 sessions ended',
    livesOn: 'object cache',
  };
}

const profilesOf = (shops: readonly Application[]): unknown =>
  Object.fromEntries(
    shops.map(({ name, url, people }) => [name, { database: url(), ...(people && { people }) }]),
  );

describeServer('PostgreSQL', (postgres) => {
  describeServer('MariaDB', (mariadb) => {
    const folder = useFolder();
    const file = (name: string): [url: () => string, query: Query] => [
      () => folder.file(name),
      (sql) => withSqlite(folder.file(name), (opened) => opened.all(sql)),
    ];
    const [wordPress, askWordPress] = file('wordpress.db');

    it('ann is locked out of all her applications, also where one is gone in the middle', async () => {
      const proxy = await startProxy(mariadb.url());
      const shops: Application[] = [
        djangoShop(
          () => postgres.url(),
          (sql) => postgres.query(sql),
        ),
        laravelShop(
          () => `${proxy.through(mariadb.url())}?statement_timeout=500ms`,
          (sql) => mariadb.query(sql),
        ),
        expressShop(...file('express.db')),
        betterAuthShop(...file('better-auth.db')),
        wordPressSite({ dialect: 'sqlite', url: wordPress, query: askWordPress }),
      ];
      for (const { make } of shops) await make();
      const looks = async () => Promise.all(shops.map(({ look }) => look()));
      const before = await looks();
      expect(before.every(({ ann, ben }) => ann.length > 0 && ben.length > 0)).toBe(true);
      const [, laravel] = shops;
      const saved = folder.file('saved');
      await mkdir(saved);
      const log = folder.file('changes.log');
      const env = {
        ...(await writeProfiles(folder.file('profiles.json'), profilesOf(shops))),
        SESSION_ADMIN_LOG: log,
      };
      const why = ['--reason', 'lost laptop', '--save', saved];
      const lockout = ['@all', 'lockout', '--user', 'ann@example.test', '--yes', ...why];

      // The server of one goes silent when its sessions are about to go.
      proxy.silenceAt(/DELETE FROM `sessions`/);
      const first = await run(lockout, { env });
      expect([first.code, linesOf(first.stdout).toSorted()]).toEqual([
        75,
        shops.flatMap((shop) => (shop === laravel ? [] : `${shop.name}: ${shop.ended}`)).toSorted(),
      ]);
      expect(first.stderr).toMatch(/^session-admin: laravel: .*try again later$/m);
      for (const { name, livesOn } of shops.filter((shop) => shop !== laravel)) {
        expect(first.stderr).toMatch(new RegExp(`^${name}: lives on: .*${livesOn}`, 'm'));
      }
      expect(await laravel?.look()).toEqual(before[1]);

      // Run again it finishes, and what is done already is no error.
      proxy.speakAgain();
      const second = await run(lockout, { env });
      expect([second.code, linesOf(second.stdout).toSorted()]).toEqual([
        0,
        shops
          .map(({ name, ended }) => `${name}: ${name === 'laravel' ? ended : '0 sessions ended'}`)
          .toSorted(),
      ]);
      expect(await looks()).toEqual(before.map(({ ben }) => ({ ann: [], ben })));

      // What was saved comes back to the byte: sessions, and none of what let ann in besides.
      const files = await readdir(saved);
      expect(files).toHaveLength(shops.length);
      for (const { name } of shops) {
        const file = files.find((one) => one.includes(`-${name}-`)) ?? 'none';
        const { code, stderr } = await run([`@${name}`, 'put', '--from', join(saved, file)], {
          env,
        });
        expect([name, code, stderr]).toEqual([name, 0, expect.any(String)]);
      }
      const after = await looks();
      for (const [i, { ann, ben }] of after.entries()) {
        expect([shops[i]?.name, ann, ben]).toEqual([
          shops[i]?.name,
          before[i]?.ann.slice(0, ann.length),
          before[i]?.ben,
        ]);
        expect(ann.length).toBeGreaterThan(0);
      }

      // The log has it all: two lockouts of five, of which one failed, and five times put back.
      const lines = objectsIn(await readFile(log, 'utf8'));
      expect(lines).toHaveLength(3 * shops.length);
      expect(lines.filter(({ outcome }) => outcome !== 'done')).toMatchObject([
        { app: 'laravel', command: 'lockout', reason: 'lost laptop', deleted: null },
      ]);
      expect(await run(['log', 'verify'], { env })).toMatchObject({ code: 0 });
    });
  });
});
