import type { Dialect, Failure, TableName } from '../contract.js';
import { postgresFits } from '../fits.js';
import { postgresHolds, unusualNumber } from '../holds.js';
import { postgresRefusal } from './refusals.js';
import { guardPlaceholders } from '../quote.js';
import { networkFailure } from '../network.js';
import { poolerFailure } from '../pooler.js';
import { unpackedValues } from '../unpacked.js';

const quote = (identifier: string): string =>
  guardPlaceholders(`"${identifier.replaceAll('"', '""')}"`);

export const postgres: Dialect = {
  name: 'postgres',

  quote,

  listTables: () => ({
    sql: `SELECT c.relname AS name, c.relkind IN ('v', 'm') AS view FROM pg_catalog.pg_class c
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_catalog.pg_table_is_visible(c.oid)
        AND c.relnamespace NOT IN (SELECT n.oid FROM pg_catalog.pg_namespace n
          WHERE n.nspname IN ('pg_catalog', 'information_schema'))
      ORDER BY c.relname`,
  }),

  listElsewhere: (name) => ({
    sql: `SELECT n.nspname AS schema, c.relname AS name FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
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

  hiddenKey: () => null,

  indexedColumns: (table) => ({
    sql: `SELECT DISTINCT a.attname AS name FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
      WHERE i.indrelid = pg_catalog.to_regclass($1) AND i.indpred IS NULL AND i.indisvalid`,
    bind: [regclass(table)],
  }),

  keyParts: null,

  hidesRows: (table) => ({
    sql: 'SELECT pg_catalog.row_security_active(pg_catalog.to_regclass($1)) AS hides',
    bind: [regclass(table)],
  }),

  addIndex: (index, table, column) => `CREATE INDEX CONCURRENTLY ${index} ON ${table} (${column})`,

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

  byteLength: (expression) => `octet_length(${expression})`,

  fits: postgresFits,

  holds: postgresHolds,

  startsWith: (column, _type, placeholder, length) =>
    `left(${column}::text, ${length}) = ${placeholder}`,

  startsWithBytes: (column, _type, placeholder, length) =>
    `(${column} >= ${placeholder}::bytea AND substr(${column}, 1, ${length}) = ${placeholder}::bytea)`,

  fromHex: (expression) => `decode((${expression})::text, 'hex')`,

  digest: (expressions) =>
    `encode(sha256(convert_to(ROW(${expressions.join(', ')})::text, 'UTF8')), 'hex')`,

  asWritten: (column, type) => (type.startsWith('character(') ? `rtrim(${column})` : column),

  temporaryTables: false,

  lockRows: 'FOR UPDATE',

  // It goes with the transaction: a pooler may hand the connection to somebody else after it.
  alone: (table) => ({
    take: {
      sql: 'SELECT pg_advisory_xact_lock(1936028527, COALESCE(pg_catalog.to_regclass($1)::oid::int, 0))',
      bind: [regclass(table)],
    },
    release: null,
  }),

  onConflictReplace: (key, columns) =>
    `ON CONFLICT (${key}) DO UPDATE SET ${columns.map((c) => `${c} = excluded.${c}`).join(', ')}`,

  unpackRows: (rows, bytes, columns) => {
    const values = unpackedValues(
      columns,
      (i) => `(value ->> ${i})`,
      (from, count) => `substr(${bytes}::bytea, ${from}::int, ${count}::int)`,
    );
    return `SELECT ${values.join(', ')} FROM jsonb_array_elements(${rows}::jsonb)`;
  },

  packRows: null,

  failureSpoilsTransaction: true,

  beginWrite: ['BEGIN'],

  beforeImport: [],

  beforeBulk: [],

  clockMillis: 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint',

  batches: {
    skipLocked: true,
    rowPlace: { part: 'tableoid', at: 'ctid' },
    targetMs: 100,
    firstRows: 5000,
    mostRows: 20_000,
    gap: () => 0,
    modes: null,
    tableWalk: {
      explain: 'EXPLAIN (FORMAT JSON)',
      // Under an Append stand the parts of a table, each with places of its own.
      readsAll: (plan) =>
        /"Node Type":"(?:Seq Scan|Append)"/.exec(JSON.stringify(plan))?.[0].includes('Seq') ??
        false,
      // Before PostgreSQL 14 a range of places is looked for in the whole table. A table that was
      // divided has no blocks of its own, although the plan of its one part looks like its own.
      blocks: (table) => ({
        sql: `SELECT CASE WHEN current_setting('server_version_num')::int >= 140000
            AND c.relkind = 'r' AND NOT c.relhassubclass
          THEN (pg_catalog.pg_relation_size(c.oid) / current_setting('block_size')::int)::int
          END AS blocks
          FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass($1)`,
        bind: [regclass(table)],
      }),
    },
  },

  classify: (error): Failure => {
    const { code, message } = error;
    if (code === '42P01') return { kind: 'missing-table', what: 'there is no such table' };
    if (/^SASL: .*password must be/.test(message)) return noPassword;
    if (code === '28000' && /^role ".*" does not exist$/s.test(message)) return noUser;
    return (
      poolerFailure(code, message) ??
      postgresRefusal(error) ??
      failures[code] ??
      networkFailure(code, message) ??
      classFailure(code)
    );
  },
};

/** A table's name as `to_regclass` reads it. */
const regclass = ({ schema, name }: TableName): string =>
  [schema, name]
    .filter((part) => part !== null)
    .map(plainQuote)
    .join('.');

/** For a name that is bound as text, where nothing scans for placeholders. */
const plainQuote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/** Source: PostgreSQL's manual, appendix "PostgreSQL Error Codes". */
const failures: Partial<Record<string, Failure>> = {
  '28P01': { kind: 'refused', what: 'the database refused the user name or the password' },
  '28000': {
    kind: 'refused',
    what: 'the database refused this user, from this host, in this way: look at its pg_hba.conf; it may want TLS (sslmode=require in the URL), or none (sslmode=disable)',
  },
  '3D000': { kind: 'missing-database', what: 'there is no database of that name on the server' },
  '3F000': { kind: 'missing-table', what: 'there is no such schema' },
  '25006': {
    kind: 'read-only',
    what: 'the database takes no writes: it is read-only or a replica',
  },
  '40001': { kind: 'busy', what: 'other transactions kept getting in the way' },
  '40P01': { kind: 'busy', what: 'other transactions kept getting in the way (deadlock)' },
  '55P03': { kind: 'busy', what: 'the table stayed locked by another transaction' },
  '57014': { kind: 'busy', what: 'the statement ran into the database’s time limit' },
  '57P01': { kind: 'unreachable', what: 'the database server is shutting down' },
  '57P02': { kind: 'unreachable', what: 'the database server crashed and is restarting' },
  '57P03': { kind: 'unreachable', what: 'the database server is starting up' },
  '53300': { kind: 'busy', what: 'the database server has no connection to spare' },
  '53400': { kind: 'busy', what: 'the database server is at a limit of its configuration' },
  '55000': { kind: 'busy', what: 'the database is not ready for this' },
  '57P04': { kind: 'missing-database', what: 'the database has been dropped' },
  '57P05': { kind: 'unreachable', what: 'the connection was idle for too long' },
  '55006': { kind: 'busy', what: 'the database is being used in a way that excludes others' },
  '53100': { kind: 'refused', what: 'the disk of the database server is full' },
  // Engines that speak PostgreSQL's protocol know no ctid (CockroachDB), or not everywhere (Citus).
  '42703': { kind: 'unsupported', what: 'the database knows no such column' },
  '42601': { kind: 'unsupported', what: 'the database does not understand the statement' },
  '0A000': { kind: 'unsupported', what: 'the database cannot do this' },
};

const noPassword: Failure = {
  kind: 'refused',
  what: 'the database wants a password, and the URL has none',
};

/** Where passwords are not asked for; elsewhere the server does not say. Its words may be translated. */
const noUser: Failure = { kind: 'refused', what: 'the database has no user of that name' };

function classFailure(code: string): Failure {
  if (code.startsWith('08')) return { kind: 'unreachable', what: 'the connection broke' };
  if (code.startsWith('23'))
    return { kind: 'constraint', what: 'a constraint of the table forbids it' };
  // What a trigger says of its own may name values.
  if (code.startsWith('P0'))
    return { kind: 'constraint', what: 'a trigger of the table forbids it' };
  return { kind: 'refused', what: `PostgreSQL refused with ${code === '' ? 'no code' : code}` };
}
