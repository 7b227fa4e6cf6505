import { beforeEach, describe, expect, it } from 'vitest';
import { describeDatabases } from '../../helpers/databases.js';
import { finding, verdict } from './findings.js';

/** 2 rows are many, here. */
const bounds = { indexedRows: 2 };

/** A name of which PostgreSQL keeps the beginning, and MySQL refuses one that is much longer. */
const long = 's'.repeat(62);

describeDatabases((database) => {
  const { dialect } = database;

  const made = (
    table: string,
    columns: string,
    rows: readonly string[],
    more = '',
  ): Promise<unknown> =>
    database.query(
      [
        `CREATE TABLE ${table} (${columns})${more}`,
        `INSERT INTO ${table} VALUES ${rows.map((row) => `(${row})`).join(', ')}`,
      ].join(';\n'),
    );

  /** A table of somebody's own, with ends in Unix seconds. */
  const sessions = (table: string, more = ''): Promise<unknown> =>
    made(
      table,
      'k varchar(128) NOT NULL PRIMARY KEY, e bigint',
      [1, 2, 3].map((n) => `'t${n}', ${2_000_000_000 + n}`),
      more,
    );
  const custom = (table: string) =>
    ({ table, layout: 'custom', columns: { token: 'k', expiry: 'e' }, bounds }) as const;
  const found = (table = 'sessions'): Promise<string> =>
    verdict(database.url(), 'expiry-index', custom(table));

  beforeEach(async () => {
    for (const table of ['sessions', long, 'ci_sessions', 'users_tokens', 'session'])
      await database.query(`DROP TABLE IF EXISTS ${table}`);
  });

  /** Runs the statement that a check gives, after which it must be well. */
  const mended = async (table: string): Promise<string> => {
    const { status, fix } = await finding(database.url(), 'expiry-index', custom(table));
    expect(status).toBe('warn');
    await database.query(fix ?? '');
    expect(await found(table)).toBe('ok');
    return fix ?? '';
  };

  describe('the statement that adds an index', () => {
    it('runs where another index has its name', async () => {
      await sessions('sessions');
      await database.query('CREATE INDEX idx_sessions_expiry ON sessions (k, e)');
      expect(await mended('sessions')).toContain('idx_sessions_expiry_2');
    });

    it('runs where the name of the table is as long as one can be', async () => {
      await sessions(long);
      await mended(long);
    });
  });

  if (dialect === 'mysql') {
    it('runs in a table that is locked as a whole', async () => {
      await sessions('sessions', ' ENGINE = MyISAM');
      await mended('sessions');
    });
  } else {
    it('an index of all rows that have an end is one', async () => {
      await sessions('sessions');
      await database.query('CREATE INDEX late ON sessions (e) WHERE e > 2000000001');
      expect(await found()).toMatch(/^warn: /);
      await database.query('CREATE INDEX ending ON sessions ("e")\nWHERE (e IS NOT NULL)');
      expect(await found()).toBe('ok');
    });
  }

  it('a key is unique among sessions where it is with what tells them from other rows', async () => {
    const bytes = dialect === 'postgres' ? 'bytea' : 'varbinary(32)';
    const at = dialect === 'postgres' ? 'timestamp(0)' : 'datetime';
    await made(
      'users_tokens',
      `id integer PRIMARY KEY, user_id integer NOT NULL, token ${bytes} NOT NULL,
        context varchar(190) NOT NULL, sent_to varchar(190), inserted_at ${at} NOT NULL`,
      [`1, 1, '${'t'.repeat(32)}', 'session', NULL, '2026-01-01 00:00:00'`],
    );
    const found = (): Promise<string> =>
      verdict(database.url(), 'token-index', { table: 'users_tokens' });
    await database.query('CREATE UNIQUE INDEX sent ON users_tokens (sent_to, token)');
    expect(await found()).toMatch(/^fail: /);
    await database.query('CREATE UNIQUE INDEX both_columns ON users_tokens (context, token)');
    expect(await found()).toBe('ok');
  });

  if (dialect === 'postgres') {
    it('Immich makes none for its tokens', async () => {
      await made(
        'session',
        `id uuid PRIMARY KEY, token bytea NOT NULL, "createdAt" timestamptz, "updatedAt" timestamptz,
          "expiresAt" timestamptz, "userId" uuid, "parentId" uuid, "deviceType" varchar,
          "deviceOS" varchar, "pinExpiresAt" timestamptz`,
        [`'${'0'.repeat(32)}', '${'t'.repeat(32)}'${', NULL'.repeat(8)}`],
      );
      expect(await verdict(database.url(), 'token-index', { table: 'session' })).toBe('ok');
    });

    it('is added to a partitioned table too', async () => {
      await made(
        'sessions',
        'k varchar(128) NOT NULL, e bigint NOT NULL',
        ["'t1', 2000000001", "'t2', 2000000002"],
        ' PARTITION BY HASH (k);\nCREATE TABLE part PARTITION OF sessions FOR VALUES WITH (MODULUS 1, REMAINDER 0)',
      );
      await mended('sessions');
    });
  }

  if (dialect !== 'sqlite') {
    it('CodeIgniter’s key is the address too, where it compares that', async () => {
      const [at, data] = dialect === 'mysql' ? ['timestamp', 'blob'] : ['timestamptz', 'bytea'];
      await made(
        'ci_sessions',
        `id varchar(128) NOT NULL, ip_address varchar(45) NOT NULL, timestamp ${at} NOT NULL,
          data ${data} NOT NULL, PRIMARY KEY (id, ip_address)`,
        [`'ci_session:${'a'.repeat(32)}', '203.0.113.9', now(), '__ci_last_regenerate|i:1;'`],
      );
      expect(await verdict(database.url(), 'token-index', { table: 'ci_sessions' })).toBe('ok');
    });
  }
});
