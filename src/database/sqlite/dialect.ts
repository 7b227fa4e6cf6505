import { isDuration } from '../expiry/whole-numbers.js';
import { defineDialect } from '../define.js';
import { writtenTwice } from '../json.js';
import { tellingNumber, tellingText } from '../expiry/telling.js';
import { sqliteExpiry } from './expiry.js';
import { sqliteFailure } from './failures.js';
import { sqliteFiles } from './files.js';
import { sqliteFits } from './fits.js';
import { sqliteGrouping, sqliteMoment } from './grouping.js';
import { sqliteHolds } from './holds.js';
import { sqliteIndexedColumns, sqliteNewIndex } from './indexes.js';
import { batches, pace } from './pace.js';
import { packRows, unpackRows } from './packing.js';
import { quote } from './spelling.js';
import { sqlitePrivileges, sqliteStanding } from './standing.js';
import { sqliteSize, sqliteStorage } from './storage.js';

/** The condition that a key of whole numbers is the row's own, which has no index. */
const countsRows = `NOT EXISTS (SELECT 1 FROM pragma_index_list($1) WHERE origin = 'pk')
          AND (SELECT count(*) FROM pragma_table_info($1) WHERE pk > 0) = 1`;

/** Its columns of text keep text and bytes as they are. */
const isTextual = (type: string): boolean => /char|clob|text/.test(type);

export const sqlite = defineDialect({
  name: 'sqlite',
  embedded: true,
  looseTypes: true,

  quote,

  listTables: () => ({
    sql: `SELECT name, type = 'view' AS view FROM pragma_table_list
      WHERE schema = 'main' AND type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      ORDER BY name`,
  }),

  isView: (table) => ({
    sql: `SELECT type = 'view' AS view FROM pragma_table_list
      WHERE schema = 'main' AND name = $1 COLLATE NOCASE`,
    bind: [table.name],
  }),

  describe: (table) => ({
    sql: `SELECT name, lower(type) AS type, "notnull" = 0 AND pk = 0 AS nullable,
        dflt_value IS NOT NULL OR (pk = 1 AND lower(type) = 'integer' AND ${countsRows}) AS filled
      FROM pragma_table_info($1)
      WHERE $2 IS NULL OR lower($2) IN (SELECT lower(name) FROM pragma_database_list)
      ORDER BY cid`,
    bind: [table.name, table.schema],
  }),

  uniqueColumns: (table) => ({
    sql: `SELECT list.name AS "index", info.name AS "column",
        list.partial = 0 AND info.name IS NOT NULL AS whole, info.coll = 'BINARY' AS exact
      FROM pragma_index_list($1) AS list, pragma_index_xinfo(list.name) AS info
      WHERE list."unique" = 1 AND info.key = 1
      UNION ALL SELECT 'PRIMARY KEY', name, 1, 1 FROM pragma_table_info($1)
      WHERE pk = 1 AND lower(type) = 'integer' AND ${countsRows}`,
    bind: [table.name],
  }),

  foreignKeys: (table) => ({
    sql: `SELECT m.name AS "table", group_concat(f."from", ', ') AS columns, f."table" AS parent,
        m.name = $1 COLLATE NOCASE AS own
      FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f
      WHERE m.type = 'table' AND (m.name = $1 COLLATE NOCASE
        OR f."table" = $1 COLLATE NOCASE AND f.on_delete IN ('NO ACTION', 'RESTRICT'))
      GROUP BY m.name, f.id ORDER BY m.name, f.id`,
    bind: [table.name],
  }),

  cascade: ({ table, column, parent }) => ({
    sql: `SELECT 1 AS found FROM pragma_foreign_key_list($1) AS f, pragma_foreign_keys AS pragma
      WHERE pragma.foreign_keys = 1 AND f.on_delete = 'CASCADE'
        AND f."from" = $2 COLLATE NOCASE AND f."table" = $3 COLLATE NOCASE`,
    bind: [table.name, column, parent.name],
  }),

  hiddenKey: (table) => ({
    sql: `SELECT k.column1 AS "key" FROM (VALUES ('rowid', 1), ('_rowid_', 2), ('oid', 3)) AS k
      WHERE EXISTS (SELECT 1 FROM pragma_table_list
          WHERE schema = 'main' AND name = $1 COLLATE NOCASE AND type = 'table' AND wr = 0)
        AND k.column1 NOT IN (SELECT lower(name) FROM pragma_table_info($1))
      ORDER BY k.column2 LIMIT 1`,
    bind: [table.name],
  }),

  indexedColumns: sqliteIndexedColumns,

  addIndex: sqliteNewIndex,

  expiryFormat: sqliteExpiry,

  durationMillis: (column) =>
    `CASE WHEN typeof(${column}) IN ('integer', 'real') AND ${isDuration(column)}
      THEN CAST(${column} * 1000 AS INTEGER) END`,

  tells: (
    column,
  ) => `CASE typeof(${column}) WHEN 'text' THEN ${tellingText(`CAST(${column} AS TEXT)`)}
    WHEN 'null' THEN 0 ELSE ${tellingNumber(column)} END`,

  fits: sqliteFits,

  holds: sqliteHolds,

  // The range lets an index serve; the second condition is exact.
  startsWith: (column, _type, placeholder, prefix) =>
    `${column} >= ${placeholder} AND substr(${column}, 1, ${Array.from(prefix).length}) = ${placeholder} COLLATE BINARY`,

  // In a column of text the bytes stand behind all text in its index.
  startsWithBytes: (column, type, placeholder, length) =>
    isTextual(type)
      ? `(${column} >= ${placeholder} AND typeof(${column}) = 'blob' AND substr(${column}, 1, ${length}) = ${placeholder})`
      : `substr(CAST(${column} AS BLOB), 1, ${length}) = ${placeholder}`,

  fromHex: (expression) => `unhex(${expression})`,

  // It has no hash: the values themselves stand there, which never leave this machine.
  digest: (expressions) =>
    expressions.map((value) => `iif(${value} IS NULL, '-', hex(${value}))`).join(` || ' ' || `),

  // A column of texts makes texts of numbers.
  asWritten: (column, type) =>
    isTextual(type)
      ? column
      : `CASE WHEN typeof(${column}) = 'integer'
          AND ${column} NOT BETWEEN ${Number.MIN_SAFE_INTEGER} AND ${Number.MAX_SAFE_INTEGER}
        THEN CAST(${column} AS TEXT) ELSE ${column} END`,

  asText: (column) => `CAST(${column} AS TEXT)`,

  contains: (text, placeholder) => `instr(lower(${text}), ${placeholder}) > 0`,

  grouping: sqliteGrouping,
  moment: sqliteMoment,

  temporaryTables: true,

  jsonHas: (column, _type, paths, values, bind) => {
    const wanted = values.map(bind).join(', ');
    const ways = paths.map((path) => {
      const value = `json_extract(${column}, ${bind(`$${path.map((key) => `."${key}"`).join('')}`)})`;
      const twice = writtenTwice(path, (text, from) =>
        from === undefined
          ? `instr(${column}, ${text})`
          : `instr(substr(${column}, ${from} + 1), ${text})`,
      );
      return `CAST(${value} AS TEXT) IN (${wanted}) OR typeof(${value}) = 'real' OR ${twice}`;
    });
    return `CASE WHEN json_valid(${column}) AND instr(${column}, '\\u') = 0
      THEN ${ways.join(' OR ')} ELSE 1 END`;
  },

  // A transaction that writes has the file to itself.
  lockRows: '',
  lockFreeRows: '',

  unpackRows,
  packRows,

  // 400 MB: enough pages to touch each one of a large index once (measured: 0.7 of the shell's time).
  beforeBulk: ['PRAGMA cache_size = -400000'],

  beginWrite: ['BEGIN IMMEDIATE'],

  // 16 MB: tokens are random, and each page of their index is soon wanted again.
  beforeImport: ['PRAGMA cache_size = -16000'],

  clockMillis: null,

  storage: sqliteStorage,
  standing: sqliteStanding,
  privileges: sqlitePrivileges,
  files: sqliteFiles,

  whole: async () => (await import('./whole.js')).sqliteWhole,

  batches,
  purge: { pace },

  space: {
    size: () => sqliteSize,
    kept: { sql: 'SELECT auto_vacuum <> 1 AS keeps FROM pragma_auto_vacuum' },
    givesBack: () => 'VACUUM gives it back, and locks the file meanwhile',
  },

  classify: sqliteFailure,
});
