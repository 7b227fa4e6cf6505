import type { Dialect, DriverError, Failure, PackedColumn } from '../contract.js';
import { sqliteFits } from '../fits.js';
import { sqliteHolds } from '../holds.js';
import { guardPlaceholders } from '../quote.js';
import { sqliteRefusal } from './refusals.js';
import { writtenTwice } from '../written-twice.js';
import { unpackedValues } from '../unpacked.js';

/** Sequelize reads column types where it sees FROM followed by a backtick, and breaks on numbers. */
const quote = (identifier: string): string =>
  guardPlaceholders(`"${identifier.replaceAll('"', '""')}"`);

/** The condition that a key of whole numbers is the row's own, which has no index. */
const countsRows = `NOT EXISTS (SELECT 1 FROM pragma_index_list($1) WHERE origin = 'pk')
          AND (SELECT count(*) FROM pragma_table_info($1) WHERE pk > 0) = 1`;

/** Its columns of text keep text and bytes as they are. */
const isTextual = (type: string): boolean => /char|clob|text/.test(type);

export const sqlite: Dialect = {
  name: 'sqlite',

  quote,

  listTables: () => ({
    sql: `SELECT name, type = 'view' AS view FROM pragma_table_list
      WHERE schema = 'main' AND type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      ORDER BY name`,
  }),

  listElsewhere: null,

  isView: (table) => ({
    sql: `SELECT type = 'view' AS view FROM pragma_table_list
      WHERE schema = 'main' AND name = $1 COLLATE NOCASE`,
    bind: [table.name],
  }),

  describe: (table) => ({
    sql: `SELECT name, lower(type) AS type, "notnull" = 0 AND pk = 0 AS nullable,
        dflt_value IS NOT NULL OR (pk = 1 AND lower(type) = 'integer' AND ${countsRows}) AS filled
      FROM pragma_table_info($1) ORDER BY cid`,
    bind: [table.name],
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

  hiddenKey: (table) => ({
    sql: `SELECT k.column1 AS "key" FROM (VALUES ('rowid', 1), ('_rowid_', 2), ('oid', 3)) AS k
      WHERE EXISTS (SELECT 1 FROM pragma_table_list
          WHERE schema = 'main' AND name = $1 COLLATE NOCASE AND type = 'table' AND wr = 0)
        AND k.column1 NOT IN (SELECT lower(name) FROM pragma_table_info($1))
      ORDER BY k.column2 LIMIT 1`,
    bind: [table.name],
  }),

  indexedColumns: (table) => ({
    sql: `SELECT DISTINCT info.name AS name
      FROM pragma_index_list($1) AS list, pragma_index_info(list.name) AS info
      WHERE info.seqno = 0 AND info.name IS NOT NULL AND list.partial = 0`,
    bind: [table.name],
  }),

  keyParts: null,

  hidesRows: null,

  addIndex: (index, table, column) => `CREATE INDEX ${index} ON ${table} (${column})`,

  fits: sqliteFits,

  holds: sqliteHolds,

  // The range lets an index serve; the second condition is exact.
  startsWith: (column, _type, placeholder, length) =>
    `${column} >= ${placeholder} AND substr(${column}, 1, ${length}) = ${placeholder} COLLATE BINARY`,

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

  temporaryTables: true,

  payload: (column) => column,

  fromText: (expression) => expression,

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

  byteLength: (expression) => `octet_length(${expression})`,

  // A transaction that writes has the file to itself.
  lockRows: '',
  alone: null,

  onConflictReplace: (key, columns) =>
    `ON CONFLICT (${key}) DO UPDATE SET ${columns.map((c) => `${c} = excluded.${c}`).join(', ')}`,

  // `WHERE true` keeps the parser from reading the ON of a following ON CONFLICT as a join's.
  unpackRows: (rows, bytes, columns) => {
    const values = unpackedValues(
      columns,
      (i) => `value ->> ${i}`,
      (from, count) => `substr(${bytes}, ${from}, ${count})`,
    );
    return `SELECT ${values.join(', ')} FROM json_each(${rows}) WHERE true`;
  },

  // Without a GROUP BY, aggregates take the rows in the order in which the inner SELECT gives them.
  packRows: (select, columns) => {
    const packed = columns.flatMap(({ name, kind }, i) => {
      const list = `json_group_array(${packedForm[kind](quote(name))}) AS c${i}`;
      // A blob as text is the same bytes, where text is UTF-8.
      const bytes = `CAST(group_concat(CAST(${quote(name)} AS TEXT), '') AS BLOB) AS b${i}`;
      return kind === 'bytes' ? [list, bytes] : [list];
    });
    const strange = columns.flatMap(({ name, kind }) =>
      kind === 'whole' ? [] : `typeof(${quote(name)}) IN (${unpackable[kind]})`,
    );
    return `SELECT ${packed.join(', ')}, CASE (SELECT encoding FROM pragma_encoding) WHEN 'UTF-8'
      THEN coalesce(sum(${strange.join(' OR ') || '0'}), 0) ELSE 1 END AS unpackable FROM (${select})`;
  },

  // 400 MB: enough pages to touch each one of a large index once (measured: 0.7 of the shell's time).
  beforeBulk: ['PRAGMA cache_size = -400000'],

  failureSpoilsTransaction: false,

  beginWrite: ['BEGIN IMMEDIATE'],

  // 16 MB: tokens are random, and each page of their index is soon wanted again.
  beforeImport: ['PRAGMA cache_size = -16000'],

  clockMillis: null,

  batches: {
    skipLocked: false,
    rowPlace: null,
    // About 1000 rows: smaller batches rewrite the same pages of the token's index more often.
    targetMs: 80,
    firstRows: 1000,
    mostRows: 20_000,
    // A waiting client polls, and the longer it has waited the more seldom: every 25 ms until it
    // has waited 128 ms, every 50 until 228, then every 100. A gap that outlasts its step lets it in
    // for certain; with a shorter one it may starve until its timeout.
    gap: (heldMs) => (heldMs < 100 ? 30 : heldMs < 200 ? 55 : 105),
    modes: {
      ask: { sql: 'SELECT journal_mode AS mode FROM pragma_journal_mode' },
      // Readers are not in the way here, and a waiting writer gets in with next to no gap: batches may
      // be as large as its wait allows.
      of: (mode) => (mode === 'wal' ? { gap: () => 5, targetMs: 75 } : {}),
    },
    tableWalk: null,
  },

  classify: ({ code, errno, message }: DriverError): Failure => {
    const missing = /no such table: (?:main\.)?(.+)$/.exec(message);
    if (missing) return { kind: 'missing-table', what: `there is no such table` };
    return (
      sqliteRefusal({ code, errno, message }) ??
      failures[code] ?? { kind: 'refused', what: `SQLite failed with ${code}` }
    );
  },
};

/** What goes into the JSON list of a column: of bytes their length. */
const packedForm: Record<PackedColumn['kind'], (column: string) => string> = {
  bytes: (column) => `octet_length(${column})`,
  text: (column) => `CAST(${column} AS TEXT)`,
  whole: (column) => column,
  any: (column) => `iif(typeof(${column}) = 'blob', NULL, ${column})`,
};

/** Types that would not come out as they are: JSON holds no bytes, and cuts the digits of fractions. */
const unpackable = {
  bytes: "'integer', 'real'",
  text: "'null', 'integer', 'real', 'blob'",
  any: "'real', 'blob'",
};

const failures: Partial<Record<string, Failure>> = {
  SQLITE_BUSY: { kind: 'busy', what: 'the database stayed locked by another program' },
  SQLITE_LOCKED: { kind: 'busy', what: 'the table stayed locked by another connection' },
  SQLITE_NOTADB: { kind: 'refused', what: 'the file is not a SQLite database' },
  SQLITE_CORRUPT: { kind: 'refused', what: 'the SQLite file is damaged' },
  SQLITE_FULL: { kind: 'refused', what: 'the disk is full' },
  SQLITE_IOERR: { kind: 'refused', what: 'the disk failed to read or write' },
  SQLITE_PERM: { kind: 'refused', what: 'access to the file is denied' },
  SQLITE_AUTH: { kind: 'refused', what: 'access to the file is denied' },
  SQLITE_TOOBIG: { kind: 'refused', what: 'a value is larger than SQLite can hold' },
  SQLITE_SCHEMA: { kind: 'busy', what: 'the table was being changed' },
  SQLITE_CONSTRAINT: { kind: 'constraint', what: 'a constraint of the table forbids it' },
  SQLITE_READONLY: {
    kind: 'refused',
    what: 'the file is read-only, or a program that crashed left a write in it unfinished, which the next command that writes (purge, for one) takes back',
  },
  SQLITE_CANTOPEN: {
    kind: 'refused',
    what: 'the file cannot be opened: look at its permissions and those of its folder',
  },
};
