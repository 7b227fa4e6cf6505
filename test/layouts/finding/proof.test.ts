import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { DialectName } from '../../../src/database/contract.js';
import { SequelizeStore } from '../../../src/index.js';
import { run } from '../../helpers/cli.js';
import { describeDatabases } from '../../helpers/databases.js';

/** What the tool makes of a table: the layout it reads it as, and how sure that is; null where it refuses it. */
type Verdict = `${string}: ${'proven' | 'plausible'}` | null;

interface Shape {
  table: string;
  columns: string;
  /** Two rows; an array of values each. */
  rows?: [string, string];
  verdict: Verdict;
  /** The databases that the system runs on; on others its table is refused. Default is all. */
  on?: readonly DialectName[];
  /** Columns that are told to be unread. */
  doubts?: string;
}

const soon = Math.floor(Date.now() / 1000) + 86_400;
const old = '2026-01-02 03:04:05';
const later = '2099-01-02 03:04:05';
const hex = (n: number, digit = 'a'): string => digit.repeat(n);
const json = `'{"user_id":3}'`;

const courses: Shape = {
  table: 'training_sessions',
  columns:
    'id varchar(36) PRIMARY KEY, user_id int, title varchar(99), score int, expires_at INSTANT',
  rows: [`'spring', 1, 'A', 87, '${later}'`, `'summer', 1, 'B', 7, '${old}'`],
  verdict: 'token-row by id: plausible',
};

/** Tables as their systems make them, and as people made them by hand: what is not read rightly is refused. */
const shapes: Record<string, Shape> = {
  Drupal: {
    table: 'sessions',
    columns:
      'uid int, sid varchar(128) PRIMARY KEY, hostname varchar(128), timestamp bigint, session text',
    rows: [`1, 'a', '::1', ${soon}, 'a|i:1;'`, `0, 'b', '::1', 5, NULL`],
    verdict: 'drupal by sid: proven',
  },
  Moodle: {
    table: 'mdl_sessions',
    columns:
      'id bigint PRIMARY KEY, state int, sid varchar(128), userid bigint, sessdata text, timecreated bigint, timemodified bigint, firstip varchar(45), lastip varchar(45)',
    rows: [`1, 0, 'a', 2, NULL, 5, 6, '', ''`, `2, 0, 'b', 3, NULL, 5, 6, '', ''`],
    verdict: 'moodle by sid: proven',
    on: ['postgres', 'mysql'],
  },
  Joomla: {
    table: 'abcde_session',
    columns:
      'session_id varchar(192) PRIMARY KEY, client_id int, guest int, time int, data text, userid int, username varchar(150)',
    rows: [`'a', 0, 0, 5, '', 2, 'ann'`, `'b', 0, 1, 5, '', 0, ''`],
    verdict: 'joomla by session_id: proven',
    on: ['postgres', 'mysql'],
  },
  Spring: {
    table: 'spring_session',
    columns:
      'primary_id char(36) PRIMARY KEY, session_id char(36), creation_time bigint, last_access_time bigint, max_inactive_interval int, expiry_time bigint, principal_name varchar(100)',
    rows: [`'a', 'b', 5, 5, 1800, 6, 'ann'`, `'c', 'd', 5, 5, 1800, 6, NULL`],
    verdict: null,
  },
  'Rails 8 authentication': {
    table: 'sessions',
    columns:
      'id bigint PRIMARY KEY, user_id bigint, ip_address varchar(45), user_agent varchar(200), created_at varchar(30), updated_at varchar(30)',
    rows: [`1, 1, '', '', '${old}', '${old}'`, `2, 1, '', '', '${old}', '${old}'`],
    verdict: 'rails-authentication by id: proven',
  },
  'Supabase Auth': {
    table: 'sessions',
    columns:
      'id varchar(36) PRIMARY KEY, user_id varchar(36), created_at INSTANT, updated_at INSTANT, not_after INSTANT, refreshed_at INSTANT, user_agent varchar(200), ip varchar(45), tag varchar(20)',
    rows: [
      `'a', 'u', NULL, NULL, NULL, NULL, '', '', ''`,
      `'b', 'u', NULL, NULL, NULL, NULL, '', '', ''`,
    ],
    verdict: null,
  },
  Matomo: {
    table: 'matomo_session',
    columns: 'id varchar(191) PRIMARY KEY, modified int, lifetime int, data text',
    rows: [`'a', ${soon}, 6, ''`, `'b', 5, 6, ''`],
    verdict: 'matomo: plausible',
  },
  OpenCart: {
    table: 'oc_session',
    columns: 'session_id varchar(32) PRIMARY KEY, data text, expire INSTANT',
    rows: [`'a', '[]', '${later}'`, `'b', '[]', '${old}'`],
    verdict: 'opencart by session_id: proven',
    on: ['mysql'],
  },
  'CodeIgniter 3': {
    table: 'ci_sessions',
    columns: 'id varchar(128), ip_address varchar(45), timestamp int, data text',
    rows: [`'a', '::1', 5, ''`, `'b', '::1', 5, ''`],
    verdict: 'codeigniter by id: proven',
    on: ['postgres', 'mysql'],
  },
  Yii2: {
    table: 'session',
    columns: 'id varchar(40) PRIMARY KEY, expire int, data text',
    rows: [`'a', ${soon}, ''`, `'b', 5, ''`],
    verdict: 'yii2 by id: proven',
  },
  CakePHP: {
    table: 'cake_sessions',
    columns: 'id varchar(255) PRIMARY KEY, data text, expires int',
    rows: [`'a', '', ${soon}`, `'b', '', NULL`],
    verdict: 'cakephp by id: proven',
  },
  TYPO3: {
    table: 'fe_sessions',
    columns:
      'ses_id varchar(190) PRIMARY KEY, ses_iplock varchar(39), ses_userid int, ses_tstamp int, ses_data text, ses_permanent int',
    rows: [`'a', '', 1, 5, '', 0`, `'b', '', 0, 5, '', 0`],
    verdict: 'typo3: proven',
  },
  Grafana: {
    table: 'user_auth_token',
    columns:
      'id int PRIMARY KEY, user_id int, auth_token varchar(100), prev_auth_token varchar(100), user_agent varchar(255), client_ip varchar(255), auth_token_seen int, seen_at int, rotated_at int, created_at int, updated_at int, revoked_at int',
    rows: [`1, 1, 'a', 'b', '', '', 1, 5, 5, 5, 5, 0`, `2, 1, 'c', 'd', '', '', 1, 5, 5, 5, 5, 6`],
    verdict: null,
  },
  Discourse: {
    table: 'user_auth_tokens',
    columns:
      'id int PRIMARY KEY, user_id int, auth_token varchar(100), prev_auth_token varchar(100), rotated_at INSTANT, seen_at INSTANT, created_at INSTANT, impersonation_expires_at INSTANT',
    rows: [`1, 1, 'a', 'b', NULL, NULL, NULL, NULL`, `2, 1, 'c', 'd', NULL, NULL, NULL, NULL`],
    verdict: null,
  },
  Mastodon: {
    table: 'session_activations',
    columns:
      'id bigint PRIMARY KEY, session_id varchar(64), user_id bigint, user_agent varchar(200), ip varchar(45), access_token_id bigint, created_at INSTANT, updated_at INSTANT',
    rows: [`1, 'a', 1, '', '', 1, NULL, NULL`, `2, 'b', 1, '', '', 2, NULL, NULL`],
    verdict: 'mastodon by session_id: proven',
    on: ['postgres'],
  },
  Ghost: {
    table: 'sessions',
    columns:
      'id varchar(24) PRIMARY KEY, session_id varchar(32), user_id varchar(24), session_data varchar(2000), created_at INSTANT, updated_at INSTANT',
    rows: [`'a', 'b', 'c', '{}', NULL, NULL`, `'d', 'e', 'f', '{}', NULL, NULL`],
    verdict: 'ghost by session_id: proven',
    on: ['sqlite', 'mysql'],
  },
  Directus: {
    table: 'directus_sessions',
    columns:
      'token varchar(64) PRIMARY KEY, ${user} varchar(36), expires INSTANT, ip varchar(45), user_agent varchar(200), share varchar(36), origin varchar(20)',
    rows: [`'a', 'u', '${later}', '', '', NULL, ''`, `'b', NULL, '${old}', '', '', NULL, ''`],
    verdict: 'directus by token: proven',
  },
  'Strapi 5': {
    table: 'strapi_sessions',
    columns:
      'id int PRIMARY KEY, document_id varchar(40), user_id varchar(40), session_id varchar(40), device_id varchar(40), expires_at INSTANT, absolute_expires_at INSTANT, status varchar(20), type varchar(20)',
    rows: [
      `1, 'd', '1', '${hex(32)}', NULL, '${later}', '${later}', 'active', 'refresh'`,
      `2, 'e', '1', '${hex(32, 'b')}', NULL, '${later}', '${later}', 'revoked', 'refresh'`,
    ],
    verdict: 'token-row by session_id: plausible',
    doubts: 'absolute_expires_at, status',
  },
  'Shopify, PHP': {
    table: 'sessions',
    columns:
      'id bigint PRIMARY KEY, session_id varchar(255), shop varchar(99), expires_at INSTANT, user_id bigint',
    rows: [`1, 'offline_a', 'a', NULL, NULL`, `2, 'b', 'b', '${old}', 7`],
    verdict: 'token-row by session_id: plausible',
  },
  'Shopify, Node': {
    table: 'Session',
    columns:
      'id varchar(99) PRIMARY KEY, shop varchar(99), state varchar(99), expires INSTANT, accessToken varchar(99), userId bigint',
    rows: [`'offline_a', 'a', '', NULL, 'x', NULL`, `'b', 'b', '', '${old}', 'y', 7`],
    verdict: 'token-row by id: plausible',
  },
  Payload: {
    table: 'users_sessions',
    columns:
      '_order int, _parent_id int, id varchar(36) PRIMARY KEY, created_at INSTANT, expires_at INSTANT',
    rows: [`1, 1, 'a', NULL, '${later}'`, `2, 1, 'b', NULL, '${old}'`],
    verdict: 'payload by id: proven',
  },
  AdonisJS: {
    table: 'sessions',
    columns: 'id varchar(255) PRIMARY KEY, data text, user_id varchar(255), expires_at INSTANT',
    rows: [`'a', '{}', NULL, '${later}'`, `'b', '{}', '7', '${old}'`],
    verdict: null,
  },
  'Ory Kratos': {
    table: 'sessions',
    columns:
      'id varchar(36) PRIMARY KEY, nid varchar(36), identity_id varchar(36), token varchar(39), logout_token varchar(39), active int, issued_at INSTANT, expires_at INSTANT',
    rows: [
      `'a', 'n', 'i', 't', 'l', 1, NULL, '${later}'`,
      `'b', 'n', 'i', 'u', 'm', 0, NULL, '${later}'`,
    ],
    verdict: null,
  },
  Keycloak: {
    table: 'offline_user_session',
    columns:
      'user_session_id varchar(36) PRIMARY KEY, offline_flag varchar(4), user_id varchar(255), realm_id varchar(36), created_on int, last_session_refresh int, data text',
    rows: [`'a', '1', 'u', 'r', 5, 5, '{}'`, `'b', '0', 'u', 'r', 5, 5, '{}'`],
    verdict: null,
  },
  Gitea: {
    table: 'session',
    columns: '${key} varchar(16) PRIMARY KEY, data BYTES, expiry int',
    rows: [`'a', NULL, ${soon}`, `'b', NULL, 5`],
    verdict: 'gitea by key: plausible',
  },
  SuperTokens: {
    table: 'session_info',
    columns:
      'app_id varchar(64), tenant_id varchar(64), session_handle varchar(255) PRIMARY KEY, user_id varchar(128), refresh_token_hash_2 varchar(128), session_data text, expires_at bigint, created_at_time bigint, jwt_user_payload text',
    rows: [
      `'p', 'p', 'a', 'u', 'h', '{}', ${soon}000, 5, '{}'`,
      `'p', 'p', 'b', 'u', 'h', '{}', 5, 5, '{}'`,
    ],
    verdict: null,
  },
  Roundcube: {
    table: 'session',
    columns: 'sess_id varchar(128) PRIMARY KEY, changed INSTANT, ip varchar(40), vars text',
    rows: [`'a', '${old}', '::1', ''`, `'b', '${old}', '::1', ''`],
    verdict: 'roundcube by sess_id: proven',
  },
  Zabbix: {
    table: 'sessions',
    columns: 'sessionid varchar(32) PRIMARY KEY, userid bigint, lastaccess int, status int',
    rows: [`'a', 1, 5, 0`, `'b', 1, 5, 1`],
    verdict: 'zabbix by sessionid: plausible',
    on: ['postgres', 'mysql'],
  },
  'django-user-sessions': {
    table: 'user_sessions_session',
    columns:
      'session_key varchar(40) PRIMARY KEY, session_data text, expire_date INSTANT, user_id int, user_agent varchar(200), ip varchar(45), created_at INSTANT, updated_at INSTANT',
    verdict: 'django by session_key: proven',
  },
  allauth: {
    table: 'usersessions_usersession',
    columns:
      'id int PRIMARY KEY, user_id int, ip varchar(45), last_seen_at INSTANT, created_at INSTANT, session_key varchar(40), user_agent varchar(200), data text',
    rows: [`1, 1, '', NULL, NULL, 'a', '', '{}'`, `2, 1, '', NULL, NULL, 'b', '', '{}'`],
    verdict: null,
  },
  Airflow: {
    table: 'session',
    columns: 'id int PRIMARY KEY, session_id varchar(255), data BYTES, expiry INSTANT',
    verdict: 'flask-session by session_id: proven',
  },
  Frappe: {
    table: 'tabSessions',
    columns:
      'sid varchar(255) PRIMARY KEY, sessiondata text, lastupdate INSTANT, status varchar(20), device varchar(255), ipaddress varchar(16)',
    rows: [`'a', '{}', NULL, 'Active', '', ''`, `'b', '{}', NULL, 'Active', '', ''`],
    verdict: null,
  },
  PrairieLearn: {
    table: 'user_sessions',
    columns:
      'id int PRIMARY KEY, session_id varchar(99), user_id int, data text, expires_at INSTANT, revoked_at INSTANT, created_at INSTANT, updated_at INSTANT',
    rows: [
      `1, '${hex(32)}', 3, ${json}, '${later}', NULL, '${old}', '${old}'`,
      `2, '${hex(32, 'b')}', 3, ${json}, '${later}', '${old}', '${old}', '${old}'`,
    ],
    verdict: null,
  },
  'Rails’ columns and an end of another name': {
    table: 'sessions',
    columns:
      'id int PRIMARY KEY, session_id varchar(99), data text, updated_at INSTANT, signed_out_at INSTANT',
    rows: [
      `1, '2::${hex(64)}', 'BAh7AA==', '${old}', NULL`,
      `2, '2::${hex(64, 'b')}', 'BAh7AA==', '${old}', '${old}'`,
    ],
    verdict: null,
  },
  'Rails’ columns about games': {
    table: 'game_sessions',
    columns: 'session_id varchar(99) PRIMARY KEY, data text, updated_at INSTANT',
    rows: [`'lobby-1', '{"level":3}', '${old}'`, `'lobby-2', '{"level":4}', '${old}'`],
    verdict: 'rails by session_id: plausible',
  },
  'Rails’ columns about games, under the usual name': {
    table: 'sessions',
    columns:
      'id int PRIMARY KEY, session_id varchar(99), data text, created_at INSTANT, updated_at INSTANT',
    rows: [
      `1, 'lobby-1', '{"level":3}', '${old}', '${old}'`,
      `2, 'lobby-2', '{}', '${old}', '${old}'`,
    ],
    verdict: 'rails by session_id: plausible',
  },
  Rails: {
    table: 'sessions',
    columns:
      'id int PRIMARY KEY, session_id varchar(99), data text, created_at INSTANT, updated_at INSTANT, shop_id int',
    rows: [
      `1, '2::${hex(64)}', '{"a":1}', '${old}', '${old}', 1`,
      `2, 'x', '{}', '${old}', '${old}', 1`,
    ],
    verdict: 'rails by session_id: plausible',
  },
  'Rails, most tokens of its kind': {
    table: 'sessions',
    columns:
      'id int PRIMARY KEY, session_id varchar(99), data text, created_at INSTANT, updated_at INSTANT, shop_id int',
    rows: [
      `1, '2::${hex(64)}', '{"a":1}', '${old}', '${old}', 1`,
      `2, '2::${hex(64, 'b')}', '{}', '${old}', '${old}', 1`,
    ],
    verdict: 'rails by session_id: proven',
  },
  'Rails, empty': {
    table: 'sessions',
    columns:
      'id int PRIMARY KEY, session_id varchar(99), data text, created_at INSTANT, updated_at INSTANT',
    verdict: 'rails by session_id: proven',
  },
  'Laravel’s columns about chats': {
    table: 'chat_sessions',
    columns: 'id varchar(99) PRIMARY KEY, user_id int, payload text, last_activity int',
    rows: [`'a', 1, NULL, 1700000000`, `'b', 1, NULL, 1700000000`],
    verdict: 'laravel by id: plausible',
  },
  'Laravel’s columns and a lifetime of each row': {
    table: 'sessions',
    columns:
      'id varchar(99) PRIMARY KEY, user_id int, payload text, last_activity int, lifetime int',
    rows: [`'${hex(40)}', 1, 'YTowOnt9', 5, 9`, `'${hex(40, 'b')}', 1, 'YTowOnt9', 5, 9`],
    verdict: null,
  },
  'express-session’s columns about games': {
    table: 'game_sessions',
    columns: 'session_id varchar(99) PRIMARY KEY, expires int, data text',
    rows: [`'a', ${soon}, '{"level":3}'`, `'b', 1700000000, '{"level":4}'`],
    verdict: 'express-mysql-session by session_id: plausible',
  },
  'express-mysql-session': {
    table: 'web_sessions',
    columns: 'session_id varchar(99) PRIMARY KEY, expires int, data text, email varchar(99)',
    rows: [`'a', ${soon}, NULL, ''`, `'b', 1700000000, '{"cookie":{"path":"/"}}', ''`],
    verdict: 'express-mysql-session by session_id: proven',
  },
  'SCS, empty, under a name of its own': {
    table: 'my_sessions',
    columns: 'token varchar(43) PRIMARY KEY, data BYTES, expiry INSTANT',
    verdict: 'scs by token: proven',
  },
  'SCS’ columns about vouchers': {
    table: 'voucher_sessions',
    columns: 'token varchar(43) PRIMARY KEY, data text, expiry INSTANT, amount int',
    rows: [`'SPRING', '{"a":1}', '${later}', 5`, `'SUMMER', '{"a":1}', '${old}', 5`],
    verdict: 'scs by token: plausible',
  },
  'better-auth': {
    table: 'session',
    columns:
      'id varchar(36) PRIMARY KEY, expiresAt INSTANT, token varchar(64), createdAt INSTANT, updatedAt INSTANT, ipAddress varchar(45), userAgent varchar(200), userId varchar(36), tenant_id int',
    rows: [
      `'a', '${later}', '${hex(32)}', NULL, NULL, '', '', 'u', 1`,
      `'b', '${old}', '${hex(32, 'b')}', NULL, NULL, '', '', 'u', 1`,
    ],
    verdict: 'token-row by token: proven',
  },
  'better-auth’s columns, by hand, with logouts that are marked': {
    table: 'sessions',
    columns:
      'id int PRIMARY KEY, user_id int, token varchar(64), ip_address varchar(45), user_agent varchar(200), expires_at INSTANT, revoked_at INSTANT',
    rows: [`1, 1, 'a-1', '', '', '${later}', '${old}'`, `2, 1, 'a-2', '', '', '${later}', NULL`],
    verdict: 'token-row by token: plausible',
    doubts: 'revoked_at',
  },
  hcb: {
    table: 'user_sessions',
    columns:
      'id int PRIMARY KEY, user_id int, session_token_bidx varchar(99), expires_at INSTANT, signed_out_at INSTANT',
    rows: [`1, 1, 'a', '${later}', NULL`, `2, 1, 'b', '${later}', '${old}'`],
    verdict: null,
  },
  'Concrete CMS': {
    table: 'Sessions',
    columns:
      'sessionID varchar(255) PRIMARY KEY, sessionValue text, sessionTime int, sessionLifeTime int',
    rows: [`'a', '', 5, 1440`, `'b', '', 5, 1440`],
    verdict: 'concrete by sessionID: proven',
    on: ['mysql'],
  },
  pgstore: {
    table: 'http_sessions',
    columns:
      'id int PRIMARY KEY, ${key} BYTES, data BYTES, created_on INSTANT, modified_on INSTANT, expires_on INSTANT',
    rows: [`1, NULL, NULL, NULL, NULL, '${later}'`, `2, NULL, NULL, NULL, NULL, '${old}'`],
    verdict: 'gorilla by key: proven',
    on: ['postgres'],
  },
  courses,
  'courses with numbers': {
    table: 'training_sessions',
    columns: 'id int PRIMARY KEY, user_id int, title varchar(99), expires_at INSTANT',
    rows: [`1, 1, 'A', '${later}'`, `2, 1, 'B', '${old}'`],
    verdict: null,
  },
};

describeDatabases((database) => {
  const { dialect } = database;
  const q = (name: string): string => (dialect === 'mysql' ? `\`${name}\`` : `"${name}"`);
  const types = {
    BYTES: { sqlite: 'blob', postgres: 'bytea', mysql: 'blob' }[dialect],
    INSTANT: { sqlite: 'datetime', postgres: 'timestamptz', mysql: 'datetime(3) NULL' }[dialect],
  };
  const make = async ({ table, columns, rows }: Shape) => {
    await database.query(`DROP TABLE IF EXISTS ${q(table)}`);
    const written = columns
      .replaceAll('INSTANT', types.INSTANT)
      .replaceAll('BYTES', types.BYTES)
      .replace(/\$\{(\w+)\}/g, (_, name: string) => q(name))
      .split(', ')
      .map((column) => column.replace(/^\w*[A-Z]\w*/, q))
      .join(', ');
    await database.query(`CREATE TABLE ${q(table)} (${written})`);
    for (const row of rows ?? []) await database.query(`INSERT INTO ${q(table)} VALUES (${row})`);
  };
  const contents = async ({ table }: Shape): Promise<string> =>
    JSON.stringify(await database.query(`SELECT * FROM ${q(table)} ORDER BY 1`));

  it.each(Object.entries(shapes))('%s', async (_, shape) => {
    await make(shape);
    const before = await contents(shape);
    const options = { table: `"${shape.table}"`, create: false, cleanupInterval: 0 };
    const opened = SequelizeStore.open(database.url(), options);
    const isThere = shape.on?.includes(dialect) ?? true;
    if (shape.verdict === null || !isThere) {
      await expect(opened).rejects.toMatchObject({ code: 'LAYOUT_UNKNOWN' });
      const { code } = await run(['purge', '-t', shape.table], { database: database.url() });
      expect(code).toBe(2);
    } else {
      const store = await opened;
      onTestFinished(() => store.close());
      const { layout, columns, proof, doubts } = store.info;
      const by = shape.verdict.includes(' by ') ? ` by ${columns.token}` : '';
      expect(`${layout}${by}: ${proof.verdict}`).toBe(shape.verdict);
      expect(proof.reasons).not.toEqual([]);
      expect(doubts.join()).toContain(shape.doubts ?? '');
      expect(doubts.length).toBe(shape.doubts === undefined ? 0 : 1);
      if (proof.verdict === 'plausible') await refusesAllChanges(store);
    }
    expect(await contents(shape)).toBe(before);
  });

  describe('a guess', () => {
    const unknown: Shape = {
      table: 'shop_sessions',
      columns: 'hash varchar(255) PRIMARY KEY, content text, expires int',
      verdict: null,
    };
    const list = (...args: string[]) => run(['list', ...args], { database: database.url() });
    const drop = async (...tables: string[]) => {
      for (const table of tables) await database.query(`DROP TABLE IF EXISTS ${q(table)}`);
    };
    beforeEach(async () => {
      if (dialect !== 'sqlite') await drop(...Object.values(shapes).map(({ table }) => table));
    });

    it('hides no table that may hold the sessions', async () => {
      await make(courses);
      await make(unknown);
      const { code, stdout, stderr } = await list();
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/training_sessions \(token-row, a guess\), shop_sessions \(of no/);
      expect((await list('-t', 'training_sessions')).code).toBe(0);
      await drop('training_sessions', 'shop_sessions');
    });

    it('of a usual name is read, with what may be hidden said', async () => {
      await make({ ...courses, table: 'user_sessions' });
      await make(unknown);
      const { code, stderr } = await list('--all');
      expect(code).toBe(0);
      expect(stderr).toMatch(/user_sessions is read on a guess; shop_sessions may hold/);
      await drop('user_sessions', 'shop_sessions');
    });

    if (dialect !== 'sqlite') {
      it('is not made of a table elsewhere, which is named', async () => {
        // A few are named, short names first: tables of other tests are on the server, too.
        const schema = `a_sessions_${process.pid}`;
        await database.query(`CREATE ${dialect === 'mysql' ? 'DATABASE' : 'SCHEMA'} ${schema}`);
        onTestFinished(async () => {
          await database.query(
            dialect === 'mysql' ? `DROP DATABASE ${schema}` : `DROP SCHEMA ${schema} CASCADE`,
          );
        });
        await database.query(
          `CREATE TABLE ${schema}.session (token varchar(43) PRIMARY KEY, data ${types.BYTES}, expiry ${types.INSTANT})`,
        );
        for (const args of [[], ['-t', 'session']]) {
          const { code, stderr } = await list(...args);
          expect(code).toBe(2);
          expect(stderr).toContain(`${schema}.session`);
        }
        expect((await list('-t', `${schema}.session`)).code).toBe(0);
      });
    }
  });

  describe('a table that only looks like one', () => {
    it('is changed once the layout is named', async () => {
      await make(courses);
      const args = ['-t', courses.table, '--layout', 'token-row'];
      const { code, stdout } = await run(['purge', '--json', ...args], {
        database: database.url(),
      });
      expect([code, JSON.parse(stdout)]).toMatchObject([0, { deleted: 1 }]);
    });
  });
});

async function refusesAllChanges(store: SequelizeStore): Promise<void> {
  const expiry = new Date(Date.now() + 60_000);
  const changes: (() => Promise<unknown>)[] = [
    () => store.commit({ token: 't', data: null, expiry }),
    () => store.import([{ token: 't', data: null, expiry }]),
    () => store.delete('t'),
    () => store.deleteMany(['t']),
    () => store.deleteMatching({ state: 'all' }),
    () => store.deleteAll(),
    () => store.purge(),
  ];
  for (const change of changes) {
    await expect(change()).rejects.toMatchObject({ code: 'LAYOUT_UNKNOWN' });
  }
  const failure = await new Promise<unknown>((resolve) => {
    store.startCleanup({ interval: 1, onError: resolve });
  });
  expect(failure).toMatchObject({ code: 'LAYOUT_UNKNOWN' });
  await store.stopCleanup();
}
