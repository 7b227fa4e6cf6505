import { isDuration } from '../expiry/whole-numbers.js';
import { defineDialect } from '../define.js';
import { tellingValue } from '../expiry/telling.js';
import { unusualNumber } from '../json.js';
import { unpackedValues } from '../packing.js';
import { postgresExpiry } from './expiry.js';
import { postgresFailure } from './failures.js';
import { postgresFits } from './fits.js';
import { postgresGrouping } from './grouping.js';
import { postgresHolds } from './holds.js';
import { postgresNewIndex } from './new-index.js';
import { postgresSkipping } from './purge/skipping.js';
import { quote, regclass } from './spelling.js';
import { postgresPrivileges, postgresStanding } from './standing.js';
import { postgresSize, postgresStorage } from './storage.js';

/** A partition is no table of its own here: its rows are the partitioned table's. (Before 10 there are none.) */
const isWhole = `NOT EXISTS (SELECT 1 FROM pg_catalog.pg_inherits h
  JOIN pg_catalog.pg_class p ON p.oid = h.inhparent WHERE h.inhrelid = c.oid AND p.relkind = 'p')`;

export const postgres = defineDialect({
  name: 'postgres',

  quote,

  listTables: () => ({
    sql: `SELECT c.relname AS name, c.relkind IN ('v', 'm') AS view FROM pg_catalog.pg_class c
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_catalog.pg_table_is_visible(c.oid)
        AND ${isWhole} AND c.relnamespace NOT IN (SELECT n.oid FROM pg_catalog.pg_namespace n
          WHERE n.nspname IN ('pg_catalog', 'information_schema'))
      ORDER BY c.relname`,
  }),

  listElsewhere: (name) => ({
    sql: `SELECT n.nspname AS schema, c.relname AS name FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${isWhole}
        AND NOT pg_catalog.pg_table_is_visible(c.oid)
        AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
        AND (c.relname = $1 OR $1 IS NULL AND c.relname ~* 'session')
      ORDER BY length(c.relname), n.nspname, c.relname LIMIT 11`,
    bind: [name],
  }),

  isView: (table) => ({
    sql: `SELECT c.relkind IN ('v', 'm') AS view FROM pg_catalog.pg_class c
      WHERE c.oid = pg_catalog.to_regclass($1)`,
    bind: [regclass(table)],
  }),

  describe: ({ schema, name }) => ({
    sql: `SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
        NOT a.attnotnull AS nullable, a.atthasdef OR a.attidentity <> '' AS filled
      FROM pg_catalog.pg_attribute a
      WHERE a.attrelid = pg_catalog.to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum`,
    bind: [regclass({ schema, name })],
  }),

  // The collations of the database's own make no two texts the same; others may.
  uniqueColumns: (table) => ({
    sql: `SELECT c.relname AS index, a.attname AS column,
        i.indpred IS NULL AND i.indimmediate AND a.attname IS NOT NULL AS whole,
        COALESCE((SELECT l.collisdeterministic FROM pg_catalog.pg_collation l
          WHERE l.oid = i.indcollation[k.place - 1]), true)
          AND a.atttypid <> ALL (ARRAY['bpchar'::regtype::oid]) AND t.typtype = 'b'
          AND t.typcategory IN ('S', 'U', 'N') AND t.typname <> 'citext' AS exact
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
        AND k.number > 0
      LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      WHERE i.indrelid = pg_catalog.to_regclass($1) AND i.indisunique AND i.indisvalid
        AND k.place <= i.indnkeyatts
      ORDER BY c.relname, k.place`,
    bind: [regclass(table)],
  }),

  cascade: ({ table, column, parent }) => ({
    sql: `SELECT 1 AS found FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_attribute a
        ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
      WHERE c.contype = 'f' AND c.confdeltype = 'c' AND a.attname = $2
        AND c.conrelid = pg_catalog.to_regclass($1) AND c.confrelid = pg_catalog.to_regclass($3)
      LIMIT 1`,
    bind: [regclass(table), column, regclass(parent)],
  }),

  indexedColumns: (table) => ({
    sql: `SELECT DISTINCT a.attname AS name FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE i.indrelid = pg_catalog.to_regclass($1) AND i.indisvalid
        AND (i.indpred IS NULL OR pg_catalog.pg_get_expr(i.indpred, i.indrelid)
          = '(' || pg_catalog.quote_ident(a.attname) || ' IS NOT NULL)')`,
    bind: [regclass(table)],
  }),

  hidesRows: (table) => ({
    sql: 'SELECT pg_catalog.row_security_active(pg_catalog.to_regclass($1)) AS hides',
    bind: [regclass(table)],
  }),

  addIndex: postgresNewIndex,

  payload: (column, type) => (/^(?:json|xml)/.test(type) ? `${column}::text` : column),

  // A cast to a length would cut what is too long; the column refuses it.
  fromText: (expression, type) => `(${expression})::${type.startsWith('char') ? 'text' : type}`,

  // What holds a NUL character or half a surrogate pair cannot be taken apart: its decoding tells.
  // The column is read as text, as `payload` has it. Of a key that stands twice the last counts here too.
  jsonHas: (column, type, paths, values, bind) => {
    if (!/^jsonb?$/.test(type)) return null;
    // Its text holds no NUL, and it refuses to be asked for one.
    const wanted = values.filter((value) => !value.includes('\0')).map(bind);
    const ways = paths.map((path) => {
      const at = `${column}::${type} #>> ${bind([...path])}::text[]`;
      const same = wanted.length > 0 ? `${at} IN (${wanted.join(', ')}) OR ` : '';
      return `${same}${at} ~ ${unusualNumber}`;
    });
    return `CASE WHEN ${column}::text ~ '\\\\u(0000|[dD])' THEN TRUE
      ELSE ${ways.join(' OR ')} END`;
  },

  expiryFormat: postgresExpiry,

  durationMillis: (column) =>
    `CASE WHEN ${isDuration(column)} THEN floor(${column}::numeric * 1000)::bigint END`,

  tells: tellingValue((column) => `isfinite(${column})`),

  fits: postgresFits,

  holds: postgresHolds,

  startsWith: (column, _type, placeholder, prefix) =>
    `left(${column}::text, ${Array.from(prefix).length}) = ${placeholder}`,

  startsWithBytes: (column, _type, placeholder, length) =>
    `(${column} >= ${placeholder}::bytea AND substr(${column}, 1, ${length}) = ${placeholder}::bytea)`,

  fromHex: (expression) => `decode((${expression})::text, 'hex')`,

  digest: (expressions) =>
    `encode(sha256(convert_to(ROW(${expressions.join(', ')})::text, 'UTF8')), 'hex')`,

  asWritten: (column, type) => (type.startsWith('character(') ? `rtrim(${column})` : column),

  // An inet as text says how long its mask is even where it is the address of one host.
  asText: (column, type) => {
    if (type === 'inet') return `abbrev(${column})`;
    return type === 'bytea' ? `encode(${column}, 'escape')` : `${column}::text`;
  },

  contains: (text, placeholder) => `strpos(lower(${text} COLLATE "C"), ${placeholder}) > 0`,

  grouping: postgresGrouping,

  moment: () =>
    Promise.resolve({ begin: ['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'], version: null }),

  // It goes with the transaction: a pooler may hand the connection to somebody else after it.
  alone: (table) => ({
    take: {
      sql: 'SELECT pg_advisory_xact_lock(1936028527, COALESCE(pg_catalog.to_regclass($1)::oid::int, 0))',
      bind: [regclass(table)],
    },
    release: null,
  }),

  unpackRows: (rows, bytes, columns) => {
    const values = unpackedValues(
      columns,
      (i) => `(value ->> ${i})`,
      (from, count) => `substr(${bytes}::bytea, ${from}::int, ${count}::int)`,
    );
    return `SELECT ${values.join(', ')} FROM jsonb_array_elements(${rows}::jsonb)`;
  },

  failureSpoilsTransaction: true,

  clockMillis: 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint',

  storage: postgresStorage,
  standing: postgresStanding,
  privileges: postgresPrivileges,

  whole: async () => (await import('./whole.js')).postgresWhole,

  batches: { targetMs: 100, firstRows: 5000, mostRows: 20_000, gap: () => 0 },
  purge: { skipping: postgresSkipping },

  space: {
    size: postgresSize,
    kept: null,
    givesBack: (table) =>
      `VACUUM FULL ${table} gives it back, and locks the table meanwhile; pg_repack does so without the lock`,
  },

  classify: postgresFailure,
});
