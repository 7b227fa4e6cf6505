import { beforeEach, describe, it } from 'vitest';
import { expectAgreement } from '../../helpers/added-up.js';
import { dropTables, loadDump, type Engine } from '../../helpers/dump.js';
import { copyFixture, useFolder } from '../../helpers/folder.js';
import { serverFrameworks, sqliteFrameworks, type Framework } from '../../helpers/frameworks.js';
import { describeServer, eachServer, engineOf, type Scratch } from '../../helpers/servers.js';
import { query } from '../../helpers/sqlite.js';

const folder = useFolder();

describe.each(Object.entries<Framework>(sqliteFrameworks))('%s', (name, framework) => {
  it('has the numbers that its sessions add up to', async () => {
    const secret = framework.env?.['SESSION_ADMIN_SECRET'];
    const database = await copyFixture(name, folder.file('shop.db'));
    await expectAgreement(database, secret === undefined ? {} : { secret });
  });
});

/** Rows that are all there is of a session, ugly ones among them: as SQL literals. */
const rows: readonly string[][] = [
  ["'ann'", "'2099-01-01 00:00:00'", "'2026-01-01 10:00:00'", "'203.0.113.9'", "'curl/8.5.0'"],
  ["'ann'", "'2020-01-01 00:00:00'", "'2026-01-01 11:00:00'", "'203.0.113.9'", "'curl/8.5.1'"],
  ["'Ann'", "'2099-01-01 00:00:00'", "'2026-01-02 10:00:00'", "'2001:db8::1'", "'Curl/8.5.0'"],
  ["'ann '", "'2099-01-01 00:00:00'", "'2026-01-02 10:00:00'", "'2001:DB8::1'", 'NULL'],
  ["'ánn'", "'2099-01-01 00:00:00'", "'1999-01-01 00:00:00'", "''", "''"],
  ["'42'", "'2098-01-01 00:00:00'", "'2026-01-03 10:00:00'", "'203.0.113.9/32'", "'\u202e x'"],
  [
    "''",
    "'2099-01-01 00:00:00'",
    "'2026-01-03 10:00:00'",
    'NULL',
    "'Mozilla/5.0 (X11; Linux) Firefox/1'",
  ],
  ["'bob'", "'2020-06-01 00:00:00'", "'2026-01-01 10:00:00'", "'203.0.113.9'", "'curl/8.5.0'"],
];

const types = {
  sqlite: { text: 'TEXT', instant: 'TEXT' },
  postgres: { text: 'varchar(255)', instant: 'timestamp(3)' },
  mysql: { text: 'varchar(255)', instant: 'datetime(3)' },
};

/** A table of better-auth's, whose columns tell all, with those rows. */
function columnsOnly(engine: keyof typeof types): string[] {
  const { text, instant } = types[engine];
  const quote = (name: string): string => (engine === 'mysql' ? `\`${name}\`` : `"${name}"`);
  const names = ['id', 'token', 'userId', 'expiresAt', 'createdAt', 'updatedAt', 'ipAddress'];
  const declared = [...names, 'userAgent'].map(
    (name) => `${quote(name)} ${name.endsWith('At') ? instant : text}`,
  );
  const values = rows.map(([user, expires, created, ip, agent], i) =>
    [
      `'${i}'`,
      `'t${String(i).padStart(31, '0')}'`,
      user,
      expires,
      created,
      created,
      ip,
      agent,
    ].join(),
  );
  return [
    `CREATE TABLE ${quote('session')} (${declared.join(', ')})`,
    `INSERT INTO ${quote('session')} VALUES ${values.map((row) => `(${row})`).join(', ')}`,
  ];
}

const custom = {
  columns: {
    token: 'token',
    expiry: 'expiresAt',
    user: 'userId',
    created: 'createdAt',
    lastSeen: 'updatedAt',
    ip: 'ipAddress',
    agent: 'userAgent',
  },
  layout: 'custom',
} as const;

describe('a table whose columns tell all', () => {
  it('has the numbers that its sessions add up to', async () => {
    const database = folder.file('auth.db');
    for (const sql of columnsOnly('sqlite')) await query(database, sql);
    await expectAgreement(database);
    await query(
      database,
      `INSERT INTO session ("token", "userId", "expiresAt") VALUES ('u1', NULL, NULL),
        ('u2', 42, 'never'), ('u3', 42.5, 4070908800), ('u4', x'616e6e', 0), ('u5', x'ff', 1.5)`,
    );
    await expectAgreement(database, custom);
  });
});

function onServer(engine: Engine, scratch: Scratch): void {
  beforeEach(() => dropTables(engine, scratch));

  it.each(Object.keys(serverFrameworks[engine]))('%s', async (name) => {
    await loadDump(engine, name, scratch);
    await expectAgreement(scratch.url());
  });

  it('a table whose columns tell all', async () => {
    for (const sql of columnsOnly(engine)) await scratch.query(sql);
    await expectAgreement(scratch.url());
    const nothing = engine === 'mysql' ? '`session` (`token`)' : 'session (token)';
    await scratch.query(`INSERT INTO ${nothing} VALUES ('u1')`);
    await expectAgreement(scratch.url(), custom);
  });
}

for (const name of eachServer) {
  describeServer(name, (scratch) => onServer(engineOf(name), scratch));
}
