import type { Dialect, Failure } from './contract.js';
import { networkFailure } from './network.js';
import { mysqlHolds, unusualNumber } from './holds.js';
import { mysqlRefusal } from './mysql-refusals.js';
import { guardPlaceholders } from './quote.js';
import { noPrivilege } from './refusals.js';
import { writtenTwice } from './written-twice.js';
import { unpackedValues } from './unpacked.js';

/** MySQL and MariaDB. */
export const mysql: Dialect = {
  name: 'mysql',

  quote: (identifier) => guardPlaceholders(`\`${identifier.replaceAll('`', '``')}\``),

  listTables: () => ({
    sql: `SELECT TABLE_NAME AS name, TABLE_TYPE LIKE '%VIEW' AS view FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME`,
  }),

  isView: ({ schema, name }) => ({
    sql: `SELECT TABLE_TYPE LIKE '%VIEW' AS view FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = COALESCE($1, DATABASE()) AND TABLE_NAME = $2`,
    bind: [schema, name],
  }),

  describe: ({ schema, name }) => ({
    sql: `SELECT COLUMN_NAME AS name, LOWER(COLUMN_TYPE) AS type, IS_NULLABLE = 'YES' AS nullable,
        COLUMN_DEFAULT IS NOT NULL OR EXTRA LIKE '%auto_increment%'
          OR COALESCE(GENERATION_EXPRESSION, '') <> '' AS filled
      FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = COALESCE($1, DATABASE()) AND TABLE_NAME = $2 ORDER BY ORDINAL_POSITION`,
    bind: [schema, name],
  }),

  // Only of numbers and bytes, and of two collations, does the name say that no two are the same.
  uniqueColumns: ({ schema, name }) => ({
    sql: `SELECT s.INDEX_NAME AS \`index\`, s.COLUMN_NAME AS \`column\`,
        s.SUB_PART IS NULL AND s.COLUMN_NAME IS NOT NULL AS whole,
        c.DATA_TYPE LIKE '%binary' OR c.DATA_TYPE LIKE '%blob'
          OR c.COLLATION_NAME = 'utf8mb4_0900_bin' OR c.COLLATION_NAME LIKE '%nopad\\_bin' AS exact
      FROM information_schema.STATISTICS s LEFT JOIN information_schema.COLUMNS c
        ON c.TABLE_SCHEMA = s.TABLE_SCHEMA AND c.TABLE_NAME = s.TABLE_NAME
          AND c.COLUMN_NAME = s.COLUMN_NAME
      WHERE s.TABLE_SCHEMA = COALESCE($1, DATABASE()) AND s.TABLE_NAME = $2 AND s.NON_UNIQUE = 0
      ORDER BY s.INDEX_NAME, s.SEQ_IN_INDEX`,
    bind: [schema, name],
  }),

  hiddenKey: () => null,

  indexedColumns: ({ schema, name }) => ({
    sql: `SELECT DISTINCT COLUMN_NAME AS name FROM information_schema.STATISTICS
      WHERE TABLE_SCHEMA = COALESCE($1, DATABASE()) AND TABLE_NAME = $2 AND SEQ_IN_INDEX = 1`,
    bind: [schema, name],
  }),

  addIndex: (index, table, column) =>
    `ALTER TABLE ${table} ADD INDEX ${index} (${column}), ALGORITHM = INPLACE, LOCK = NONE`,

  // MariaDB's json is a longtext, which its driver takes apart like MySQL's.
  payload: (column, type) => (/^(?:json|longtext)/.test(type) ? `CAST(${column} AS CHAR)` : column),

  fromText: (expression) => expression,

  jsonHas: (stored, type, paths, values, bind) => {
    const column = /blob|binary/.test(type) ? `CONVERT(${stored} USING utf8mb4)` : stored;
    const wanted = values.map(bind).join(', ');
    const ways = paths.map((path) => {
      const at = bind(`$${path.map((key) => `."${key}"`).join('')}`);
      const value = `JSON_UNQUOTE(JSON_EXTRACT(${column}, ${at}))`;
      const twice = writtenTwice(path, (text, from) =>
        from === undefined
          ? `LOCATE(${text}, ${column})`
          : `LOCATE(${text}, ${column}, ${from} + 1)`,
      );
      return `${value} IN (${wanted}) OR ${value} REGEXP ${unusualNumber} OR ${twice}`;
    });
    // MariaDB finds no key that is written with an escape. CHAR(92) is a backslash in every sql_mode.
    return `CASE WHEN JSON_VALID(${column})
        AND LOCATE(CONCAT(CHAR(92 USING utf8mb4), 'u'), ${column}) = 0
      THEN ${ways.join(' OR ')} ELSE TRUE END`;
  },

  byteLength: (expression) => `LENGTH(${expression})`,

  holds: mysqlHolds,

  startsWith: (column, type, placeholder, length) => {
    const start = `LEFT(CONVERT(${column} USING utf8mb4), ${length})`;
    const same = `CAST(${start} AS BINARY) = CAST(${placeholder} AS BINARY)`;
    return /char|text|binary/.test(type) ? `${column} >= ${placeholder} AND ${same}` : same;
  },

  startsWithBytes: (column, _type, placeholder, length) =>
    `(${column} >= ${placeholder} AND LEFT(${column}, ${length}) = ${placeholder})`,

  fromHex: (expression) => `UNHEX(${expression})`,

  digest: (expressions) =>
    `CONCAT_WS(' ', ${expressions.map((value) => `IFNULL(SHA2(${value}, 256), '-')`).join(', ')})`,

  asWritten: (column) => column,

  temporaryTables: false,

  lockRows: 'FOR UPDATE',

  // A lock of the connection's, which the transaction's end does not give back.
  alone: ({ schema, name }) => {
    const key = "CONCAT('session-admin.', SHA1(CONCAT(COALESCE($1, DATABASE()), '.', $2)))";
    const bind = [schema, name];
    return {
      take: { sql: `SELECT GET_LOCK(${key}, 30) AS taken`, bind },
      release: { sql: `SELECT RELEASE_LOCK(${key}) AS given`, bind },
    };
  },

  onConflictReplace: (_key, columns) =>
    `ON DUPLICATE KEY UPDATE ${columns.map((c) => `${c} = VALUES(${c})`).join(', ')}`,

  unpackRows: (rows, bytes, columns) => {
    const values = unpackedValues(
      columns,
      (i) => `r.c${i}`,
      (from, count) => `SUBSTRING(${bytes}, ${from}, ${count})`,
    );
    const last = values.length + columns.filter(({ kind }) => kind === 'bytes').length;
    const paths = Array.from({ length: last }, (_, i) => `c${i} longtext PATH '$[${i}]'`);
    return `SELECT ${values.join(', ')}
      FROM JSON_TABLE(${rows}, '$[*]' COLUMNS (${paths.join(', ')})) AS r`;
  },

  packRows: null,

  // Under READ COMMITTED a batch locks its rows alone, and not the gaps where new ones belong.
  failureSpoilsTransaction: false,

  beginWrite: ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'START TRANSACTION'],

  beforeImport: [],

  beforeBulk: [],

  clockMillis: "FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) / 1000)",

  batches: {
    skipLocked: true,
    rowPlace: null,
    targetMs: 25,
    firstRows: 128,
    mostRows: 512,
    gap: () => 0,
    modes: null,
    tableWalk: {
      explain: 'EXPLAIN',
      readsAll: ([first]) => first !== undefined && 'type' in first && first.type === 'ALL',
      blocks: null,
    },
  },

  classify: ({ code, errno, message }): Failure =>
    mysqlRefusal({ code, errno, message }) ??
    (errno === 1047 && message.includes('WSREP') ? noQuorum : undefined) ??
    mariadbFailures[errno] ??
    failures[code] ??
    networkFailure(code, message) ?? {
      kind: 'refused',
      what: `the database refused with ${errno === 0 ? code : `error ${errno}`}`,
    },
};

/** Galera's answer to everything, in words that MySQL has for an unknown command. */
const noQuorum: Failure = {
  kind: 'unreachable',
  what: 'the node has no quorum, or has not joined its cluster yet',
};

const wrongUser: Failure = {
  kind: 'refused',
  what: 'the database refused the user name or the password',
};
const noConnection: Failure = {
  kind: 'busy',
  what: 'the database server has no connection to spare',
};
const wrongHost: Failure = {
  kind: 'refused',
  what: 'the database server takes no connections from this host',
};
const wrongLogin: Failure = {
  kind: 'refused',
  what: 'the database server wants this user to log in in a way that is not supported',
};
const readOnly: Failure = {
  kind: 'read-only',
  what: 'the database takes no writes: it is read-only or a replica',
};

const lockedAccount: Failure = { kind: 'refused', what: 'this user’s account is locked' };
const timeLimit: Failure = {
  kind: 'busy',
  what: 'the statement ran into the database’s time limit',
};

/** MariaDB's own numbers, for which the driver has no name, or MySQL's name for something else. */
const mariadbFailures: Partial<Record<number, Failure>> = {
  1927: { kind: 'unreachable', what: 'the connection was ended at the server' },
  1969: timeLimit,
  4151: lockedAccount,
};

/** Source: MySQL's manual, "Server Error Message Reference". */
const failures: Partial<Record<string, Failure>> = {
  ER_ACCESS_DENIED_ERROR: wrongUser,
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: wrongUser,
  ER_ACCOUNT_HAS_BEEN_LOCKED: lockedAccount,
  ER_MUST_CHANGE_PASSWORD: { kind: 'refused', what: 'this user’s password has expired' },
  ER_MUST_CHANGE_PASSWORD_LOGIN: { kind: 'refused', what: 'this user’s password has expired' },
  ER_HOST_NOT_PRIVILEGED: wrongHost,
  ER_HOST_IS_BLOCKED: wrongHost,
  ER_NOT_SUPPORTED_AUTH_MODE: wrongLogin,
  AUTH_SWITCH_PLUGIN_ERROR: wrongLogin,
  ER_SECURE_TRANSPORT_REQUIRED: {
    kind: 'refused',
    what: 'the database server wants TLS: ask for it with sslmode=require in the URL',
  },
  ER_DBACCESS_DENIED_ERROR: { kind: 'refused', what: 'this user may not use that database' },
  ER_BAD_DB_ERROR: {
    kind: 'missing-database',
    what: 'there is no database of that name on the server',
  },
  ER_NO_SUCH_TABLE: { kind: 'missing-table', what: 'there is no such table' },
  ER_SPECIFIC_ACCESS_DENIED_ERROR: noPrivilege(null),
  ER_OPTION_PREVENTS_STATEMENT: readOnly,
  ER_READ_ONLY_MODE: readOnly,
  ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: readOnly,
  ER_LOCK_DEADLOCK: { kind: 'busy', what: 'other transactions kept getting in the way (deadlock)' },
  ER_LOCK_WAIT_TIMEOUT: { kind: 'busy', what: 'the table stayed locked by another transaction' },
  ER_CHECKREAD: { kind: 'busy', what: 'other transactions kept getting in the way' },
  ER_QUERY_INTERRUPTED: { kind: 'busy', what: 'the statement was interrupted at the server' },
  ER_QUERY_TIMEOUT: timeLimit,
  ER_CON_COUNT_ERROR: noConnection,
  ER_TOO_MANY_USER_CONNECTIONS: noConnection,
  ER_USER_LIMIT_REACHED: noConnection,
  ER_SERVER_SHUTDOWN: { kind: 'unreachable', what: 'the database server is shutting down' },
  ER_CLIENT_INTERACTION_TIMEOUT: {
    kind: 'unreachable',
    what: 'the connection was idle for too long',
  },
  ER_PARSE_ERROR: {
    kind: 'unsupported',
    what: 'the database does not understand the statement: MySQL 8 or MariaDB 10.6 is needed',
  },
  ER_RECORD_FILE_FULL: { kind: 'refused', what: 'the disk of the database server is full' },
};
