import { describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { describeDatabases, type TestDatabase } from '../helpers/databases.js';
import { everyServer } from '../helpers/servers.js';
import { expectAgreement, sessionsByUser } from '../helpers/user-agreement.js';

/** Users that something might take for one another, or for a number. */
const users = [
  ...[
    '42',
    '042',
    ' 42',
    '42 ',
    '4.2e1',
    '42.0',
    '42abc',
    '0x2a',
    '+42',
    '-42',
    '%',
    '_',
    "'",
    '"',
  ],
  ...['Bob', 'bob', 'BOB', 'ä', 'a\u0308', 'Ä', '𝄞', '\\', '$1', '0', '-0', '1', 'true', 'null'],
  ...['123456789012345678901234567890', '9007199254740993', '1234567890123456789'],
  ...['18446744073709551615', '9223372036854775807', '99999999999', '1e400', 'Infinity', 'NaN'],
  ...['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000A'],
];
const quoted = (text: string, dialect: TestDatabase['dialect']): string =>
  `'${text.replaceAll("'", "''").replaceAll('\\', dialect === 'mysql' ? '\\\\' : '\\')}'`;

/** Bytes that are no text, of ids that are kept as bytes and of texts that were damaged. */
const noTexts = ['ff00ee', '61ff62', '61fe62', '3fff'];

/** Types of a column of users, with what can be written into it. */
const types = {
  sqlite: [
    '',
    'INTEGER',
    'TEXT',
    'TEXT COLLATE NOCASE',
    'NUMERIC',
    'REAL',
    'BLOB',
    'varchar(255)',
    'BIGINT',
  ],
  postgres: [
    'text',
    'varchar(255)',
    'integer',
    'bigint',
    'uuid',
    'numeric',
    'smallint',
    'char(36)',
    'bytea',
    'citext',
    'text COLLATE any_case',
  ],
  mysql: [
    ...[
      'varchar(255)',
      'varchar(255) COLLATE utf8mb4_general_ci',
      'varchar(255) COLLATE utf8mb4_bin',
      'varchar(99) CHARACTER SET latin1',
    ],
    ...[
      'int',
      'bigint',
      'bigint unsigned',
      'int unsigned',
      'char(36)',
      'decimal(40)',
      'varbinary(255)',
      'text',
    ],
  ],
};

/** Types of a column of JSON, and of text with JSON in it. */
const payloads = {
  sqlite: ['TEXT', 'JSON', 'BLOB', ''],
  postgres: ['json', 'jsonb', 'text'],
  mysql: ['longtext', 'json', 'mediumtext COLLATE utf8mb4_bin', 'blob'],
};

describeDatabases((database) => {
  const { dialect } = database;
  const open = async (options: StoreOptions = {}): Promise<SequelizeStore> => {
    const all = { cleanupInterval: 0, create: false, clock: new TestClock(), ...options };
    const store = await SequelizeStore.open(database.url(), all);
    onTestFinished(() => store.close());
    return store;
  };
  const fresh = async (sql: string): Promise<void> => {
    await database.query('DROP TABLE IF EXISTS sessions');
    await database.query(sql);
  };
  const insert = async (values: string): Promise<boolean> =>
    database.query(`INSERT INTO sessions VALUES (${values})`).then(
      () => true,
      () => false,
    );

  /** SQL that writes bytes as they are, into SQLite's columns of text as a text. */
  const asBytes = (hex: string, type: string): string => {
    if (dialect === 'postgres') return `'\\x${hex}'${type === 'bytea' ? '::bytea' : ''}`;
    return dialect === 'sqlite' && /TEXT|char/.test(type) ? `CAST(x'${hex}' AS TEXT)` : `x'${hex}'`;
  };

  /** Whoever `list` shows is found by that name, with all of that one's sessions and no others. */
  const agree = async (store: SequelizeStore, least: number): Promise<void> => {
    const shown = await sessionsByUser(store);
    expect([...shown.values()].flat().length).toBeGreaterThanOrEqual(least);
    await expectAgreement(store, shown, users);
  };

  it.each(types[dialect])(
    'a column of users of type %j finds exactly whom it shows',
    async (type) => {
      if (dialect === 'postgres') {
        await database.query(`CREATE EXTENSION IF NOT EXISTS citext;
        CREATE COLLATION IF NOT EXISTS any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`);
      }
      await fresh(
        `CREATE TABLE sessions (id varchar(40) PRIMARY KEY, expires_at bigint, user_id ${type})`,
      );
      let written = 0;
      for (const [i, user] of users.entries()) {
        if (await insert(`'t${i}', NULL, ${quoted(user, dialect)}`)) written++;
        if (dialect === 'sqlite' && /^\d+$/.test(user)) await insert(`'n${i}', NULL, ${user}`);
      }
      for (const [i, bytes] of noTexts.entries())
        if (await insert(`'b${i}', NULL, ${asBytes(bytes, type)}`)) written++;
      expect(written).toBeGreaterThan(0);
      await agree(await open({ layout: 'token-row' }), written);
    },
  );

  describe.each(payloads[dialect])('a payload of type %j', (type) => {
    const rows = [
      ...users.map((user) => JSON.stringify({ userID: user })),
      ...[
        '42',
        '42.0',
        '4.2e1',
        '420e-1',
        '1e400',
        '-0',
        'true',
        'null',
        '[42]',
        '{"id":42}',
        '123456789012345678901234567890',
      ].map((number) => `{"cookie":{},"userID":${number}}`),
      ...[
        '9007199254740993',
        '1234567890123456789',
        '18446744073709551615',
        '1e21',
        '0.1',
        '1.10',
      ].map((number) => `{"passport":{"user":${number}}}`),
      '{"note":"\\u0000","userID":"42"}',
      '{"note":"\\ud800","userID":"42"}',
      '{"note":"\\ud834\\udd1e","userID":"42"}',
      '{"userID":"a\\u0000b"}',
      '{"userID":42,"passport":{"user":{"id":7}}}',
      '{"user":{"id":"Bob"}}',
      '{"\\u0075serID":"bob"}',
      '{"userID":""}',
      ...[
        '{"userID":1,"userID":42}',
        '{"userID":"x","userID":4.2e1}',
        '{"passport":1,"passport":{"user":"42"}}',
        '{"passport":{"user":1},"passport":{"user":42}}',
        '{"passport":{"user":42},"passport":{"other":1}}',
        '{"passport":{"user":42},"passport":null}',
        '{"user":{"id":1},"cart":{"id":2},"user":{"id":42}}',
        '{"user":{"id":1,"id":"42"}}',
        '{"user":42,"user":{"id":7}}',
        '{"userID":1,"\\u0075serID":42}',
        '{"userID":"\\u0034\\u0032"}',
        '{"userID":"\\u00342"}',
        '{"userID":"4\\u0032","user":{"\\u0069d":"bob"}}',
        '{"userID":"\\ud834\\udd1e"}',
        '{"userID":"\\\\"}',
        '{"userID":"a\\/b"}',
        '{"userID":"\\""}',
        '{ "userID" : 42 , "passport" : { "user" : "bob" } }',
        '{"passport":{"user":{"id":1}},"user_id":"42","userId":7,"user":"Bob"}',
      ],
      `{"userID":"42","deep":${'['.repeat(500)}${']'.repeat(500)}}`,
    ];
    const damaged = [
      '',
      '{',
      '{"userID":"42"',
      'userID',
      '42',
      '"42"',
      '[{"userID":"42"}]',
      'null',
    ];

    it('finds exactly whom it shows', async () => {
      const id = {
        sqlite: 'sid varchar(40)',
        postgres: 'sid varchar(40)',
        mysql: 'sid varchar(40)',
      }[dialect];
      await fresh(
        `CREATE TABLE sessions (${id} PRIMARY KEY, sess ${type}, expired ${{ sqlite: 'datetime', postgres: 'timestamptz', mysql: 'datetime' }[dialect]})`,
      );
      let written = 0;
      for (const [i, row] of [...rows, ...damaged].entries()) {
        if (await insert(`'t${i}', ${quoted(row, dialect)}, NULL`)) written++;
      }
      await insert(`'none', NULL, NULL`);
      expect(written).toBeGreaterThan(rows.length * 0.8);
      await agree(await open({ layout: 'connect-session-knex' }), users.length - 1);
    });
  });

  it('everybody who is logged in, by the column and in the payload', async () => {
    await fresh(
      `CREATE TABLE sessions (sid varchar(40) PRIMARY KEY, sess ${payloads[dialect][0] ?? ''}, expired ${{ sqlite: 'datetime', postgres: 'timestamptz', mysql: 'datetime' }[dialect]}, user_id varchar(40))`,
    );
    const five = quoted('{"cookie":{},"passport":{"user":5}}', dialect);
    for (const row of [
      `'old', ${five}, NULL, NULL`,
      `'empty', ${five}, NULL, ''`,
      `'same', ${five}, NULL, '5'`,
      `'both', ${five}, NULL, '7'`,
      `'none', ${quoted('{"cookie":{}}', dialect)}, NULL, NULL`,
      `'broken', ${quoted(dialect === 'sqlite' ? '{' : '[]', dialect)}, NULL, '7'`,
    ]) {
      expect(await insert(row)).toBe(true);
    }
    for (const userField of [undefined, 'user_id']) {
      const store = await open({
        layout: 'connect-session-knex',
        ...(userField !== undefined && { userField }),
      });
      const found: Record<string, readonly string[]> = {};
      for await (const { token, user, users } of store.sessions()) {
        expect(user).toBe(users[0] ?? null);
        found[token] = users;
      }
      expect(found).toEqual({
        old: ['5'],
        empty: ['5'],
        same: ['5'],
        both: ['7', '5'],
        none: [],
        broken: ['7'],
      });
      expect(await store.count({ user: ['5', '7'] })).toBe(5);
      expect(await store.count({ user: [] })).toBe(0);
    }
    const store = await open({ layout: 'connect-session-knex' });
    await expectAgreement(store, await sessionsByUser(store), users);
  });

  it('a named column that is empty leaves the word to the payload', async () => {
    await fresh(
      `CREATE TABLE sessions (sid varchar(40) PRIMARY KEY, sess ${payloads[dialect][0] ?? ''}, expired ${{ sqlite: 'datetime', postgres: 'timestamptz', mysql: 'datetime' }[dialect]}, member integer)`,
    );
    const five = quoted('{"cookie":{},"passport":{"user":5}}', dialect);
    await insert(`'old', ${five}, NULL, NULL`);
    await insert(`'new', ${five}, NULL, 7`);
    const store = await open({ layout: 'connect-session-knex', userField: 'member' });
    const shown = await sessionsByUser(store);
    expect([...shown]).toEqual([
      ['7', ['new']],
      ['5', ['old']],
    ]);
    await expectAgreement(store, shown, users);
  });

  it('nobody is kept from being found by digits without an end', async () => {
    await fresh(
      `CREATE TABLE sessions (sid varchar(40) PRIMARY KEY, sess ${payloads[dialect][0] ?? ''}, expired ${{ sqlite: 'datetime', postgres: 'timestamptz', mysql: 'datetime' }[dialect]})`,
    );
    expect(await insert(`'digits', '{"userID":"${'4'.repeat(500_000)}"}', NULL`)).toBe(true);
    expect(await insert(`'theirs', '{"userID":42}', NULL`)).toBe(true);
    const store = await open({ layout: 'connect-session-knex' });
    expect(await store.count({ user: '42' })).toBe(1);
    const gone = { matched: 1, deleted: 1, renewed: 0 };
    expect(await store.deleteMatching({ user: '42', state: 'all' })).toEqual(gone);
    expect(await store.count({ state: 'all' })).toBe(1);
  });

  it('a field that was named, in the payload or a column of its own', async () => {
    await fresh(
      'CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data varchar(999), expiry timestamp NULL, account varchar(40))'.replace(
        /varchar\(999\)/,
        dialect === 'postgres' ? 'text' : 'blob',
      ),
    );
    await insert(`'a', '{"owner":{"name":"42"}}', NULL, 'x'`);
    await insert(`'b', '{"owner":{"name":42}}', NULL, '42'`);
    await insert(`'c', '{"owner":{"name":"42 "}}', NULL, NULL`);
    for (const [userField, tokens] of [
      ['owner.name', ['a', 'b']],
      ['account', ['b']],
    ] as const) {
      const store = await open({ userField });
      const found: string[] = [];
      for await (const { token } of store.sessions({ user: '42' })) found.push(token);
      expect(found).toEqual(tokens);
      expect(await store.count({ user: '42' })).toBe(tokens.length);
    }
  });
}, everyServer);
