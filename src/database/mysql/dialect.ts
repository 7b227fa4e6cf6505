import { isAscii } from 'node:buffer';
import { isDuration } from '../expiry/whole-numbers.js';
import { defineDialect } from '../define.js';
import { tellingValue } from '../expiry/telling.js';
import { unusualNumber, writtenTwice } from '../json.js';
import { unpackedValues } from '../packing.js';
import { mysqlExpiry } from './expiry.js';
import { mysqlFailure } from './failures.js';
import { mysqlFits } from './fits.js';
import { mysqlGrouping } from './grouping.js';
import { mysqlHolds } from './holds.js';
import { mysqlNewIndex } from './new-index.js';
import { columnsOfTable } from './purge/key-parts.js';
import { mysqlPassing } from './purge/passing.js';
import { mysqlKeyColumn, mysqlRowKey } from './purge/row-key.js';
import { mysqlSkipping } from './purge/skipping.js';
import { quote } from './spelling.js';
import { mysqlPrivileges, mysqlStanding } from './standing.js';
import { mysqlStorage } from './storage.js';

/** MySQL and MariaDB. */
export const mysql = defineDialect({
  name: 'mysql',

  quote,

  listTables: () => ({
    sql: `SELECT TABLE_NAME AS name, TABLE_TYPE LIKE '%VIEW' AS view FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME`,
  }),

  listElsewhere: (name) => ({
    sql: `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS name FROM information_schema.TABLES
      WHERE TABLE_SCHEMA <> COALESCE(DATABASE(), '')
        AND TABLE_SCHEMA NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')
        AND TABLE_NAME LIKE $1 ORDER BY CHAR_LENGTH(TABLE_NAME), TABLE_SCHEMA, TABLE_NAME LIMIT 11`,
    bind: [name === null ? '%session%' : name.replace(/[\\%_]/g, '\\$&')],
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
      FROM information_schema.STATISTICS s LEFT JOIN ${columnsOfTable} c
        ON c.COLUMN_NAME = s.COLUMN_NAME
      WHERE s.TABLE_SCHEMA = COALESCE($1, DATABASE()) AND s.TABLE_NAME = $2 AND s.NON_UNIQUE = 0
      ORDER BY s.INDEX_NAME, s.SEQ_IN_INDEX`,
    bind: [schema, name],
  }),

  cascade: ({ table, column, parent }) => ({
    sql: `SELECT 1 AS found FROM information_schema.KEY_COLUMN_USAGE k
      JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
        AND r.CONSTRAINT_SCHEMA = COALESCE($1, DATABASE()) AND r.TABLE_NAME = $2
      WHERE k.TABLE_SCHEMA = COALESCE($1, DATABASE()) AND k.TABLE_NAME = $2 AND k.COLUMN_NAME = $3
        AND k.REFERENCED_TABLE_NAME = $4 AND r.DELETE_RULE = 'CASCADE' LIMIT 1`,
    bind: [table.schema, table.name, column, parent.name],
  }),

  indexedColumns: ({ schema, name }) => ({
    sql: `SELECT DISTINCT COLUMN_NAME AS name FROM information_schema.STATISTICS
      WHERE TABLE_SCHEMA = COALESCE($1, DATABASE()) AND TABLE_NAME = $2 AND SEQ_IN_INDEX = 1`,
    bind: [schema, name],
  }),

  addIndex: mysqlNewIndex,

  // MariaDB's json is a longtext, which its driver takes apart like MySQL's.
  payload: (column, type) => (/^(?:json|longtext)/.test(type) ? `CAST(${column} AS CHAR)` : column),

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
    // MySQL refuses the whole query for one text that is nested deeper than 100: so one that opens 50
    // of either kind is left to the decoder. (To count by REPLACE takes MariaDB the square of them.)
    const opensMany = ['{', '['].map(
      (bracket) => `LENGTH(SUBSTRING_INDEX(${column}, '${bracket}', 50)) < LENGTH(${column})`,
    );
    return `CASE WHEN ${opensMany.join(' OR ')} THEN TRUE WHEN JSON_VALID(${column})
        AND LOCATE(CONCAT(CHAR(92 USING utf8mb4), 'u'), ${column}) = 0
      THEN ${ways.join(' OR ')} ELSE TRUE END`;
  },

  byteLength: (expression) => `LENGTH(${expression})`,

  // Bits are bytes otherwise, which no text is made of or compared with.
  asText: (column, type) =>
    type.startsWith('bit') ? `CONCAT(${column} + 0)` : `CONVERT(${column} USING utf8mb4)`,

  fromText: (expression, type) =>
    type.startsWith('bit') ? `CAST(${expression} AS UNSIGNED)` : expression,

  contains: (text, placeholder) =>
    `LOCATE(CAST(${placeholder} AS BINARY), CAST(LOWER(${text}) AS BINARY)) > 0`,

  grouping: mysqlGrouping,

  moment: () =>
    Promise.resolve({
      begin: [
        'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ',
        'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
      ],
      version: null,
    }),

  expiryFormat: mysqlExpiry,

  durationMillis: (column) =>
    `CASE WHEN ${isDuration(column)} THEN CAST(FLOOR(${column} * 1000) AS SIGNED) END`,

  keyColumn: mysqlKeyColumn,

  tells: tellingValue((column) => `${column} >= '0001-01-01'`),

  fits: mysqlFits,

  holds: mysqlHolds,

  startsWith: (column, type, placeholder, prefix) => {
    const start = `LEFT(CONVERT(${column} USING utf8mb4), ${Array.from(prefix).length})`;
    const same = `CAST(${start} AS BINARY) = CAST(${placeholder} AS BINARY)`;
    // What a column's character set has no letter for does not compare with it.
    const compares =
      type.includes('binary') || (/char|text/.test(type) && isAscii(Buffer.from(prefix)));
    return compares ? `${column} >= ${placeholder} AND ${same}` : same;
  },

  startsWithBytes: (column, _type, placeholder, length) =>
    `(${column} >= ${placeholder} AND LEFT(${column}, ${length}) = ${placeholder})`,

  fromHex: (expression) => `UNHEX(${expression})`,

  digest: (expressions) =>
    `CONCAT_WS(' ', ${expressions.map((value) => `IFNULL(SHA2(${value}, 256), '-')`).join(', ')})`,

  // A lock of the connection's, which the transaction's end does not give back. Its name has 64
  // letters at the most; MySQL 9 has no SHA1.
  alone: ({ schema, name }) => {
    const key =
      "CONCAT('session-admin.', LEFT(SHA2(CONCAT(COALESCE($1, DATABASE()), '.', $2), 256), 40))";
    const bind = [schema, name];
    return {
      take: { sql: `SELECT GET_LOCK(${key}, 30) AS taken`, bind },
      release: { sql: `SELECT RELEASE_LOCK(${key}) AS given`, bind },
    };
  },

  replacesByAnyIndex: true,
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

  // Under READ COMMITTED a batch locks its rows alone, and not the gaps where new ones belong.
  beginWrite: ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'START TRANSACTION'],

  clockMillis: "FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) / 1000)",

  storage: mysqlStorage,
  standing: mysqlStanding,
  privileges: mysqlPrivileges,

  whole: async () => (await import('./whole.js')).mysqlWhole,

  batches: { targetMs: 25, firstRows: 128, mostRows: 512, gap: () => 0 },
  purge: { rowKey: mysqlRowKey, skipping: mysqlSkipping },
  passing: mysqlPassing,

  space: {
    // Nothing true is to be had. Pages in use are counted anew by and by, in MySQL asked once a day,
    // and free ones at once: after a deletion their sum is that of no moment. The size of the file
    // takes the privilege PROCESS, which who purges does not have, or should not.
    size: () => null,
    kept: null,
    givesBack: (table) => `OPTIMIZE TABLE ${table} gives it back, and writes the table anew`,
  },

  classify: mysqlFailure,
});
