import { scsDeadline } from '../../../codecs/gob/index.js';
import { objectOf } from '../../../codecs/json-object.js';
import { inDialect, type Dialect, type DialectName } from '../../../database/contract.js';
import type { TableName } from '../../../database/table.js';
import type { Json, JsonObject } from '../../../session.js';
import type { Wrapped } from '../../contract.js';
import { defineLayout } from '../../define.js';
import type { Told } from '../../facts.js';
import { base64urlId } from '../../ids.js';
import { quoteTable } from '../../table-name.js';
import { usualPathsUnder } from '../../users.js';

/**
 * SCS, the session manager for Go: the tables of gormstore, sqlite3store, postgresstore, pgxstore,
 * cockroachdbstore, mysqlstore and bunstore, which differ in the type of `expiry` alone.
 *
 * Source: alexedwards/scs, gormstore/gormstore.go, sqlite3store/sqlite3store.go and so on.
 */
export const scs = defineLayout({
  name: 'scs',
  title: 'SCS (Go)',
  tables: ['sessions'],
  columns: { token: ['token'], data: ['data'], expiry: ['expiry'], user: ['userid'] },
  expiry: { form: { sqlite: 'space-offset', integer: 'seconds', naive: 'utc' } },
  payload: {
    codecs: ['gob', 'json', 'msgpack', 'base64', 'text'],
    foreign: ['text', 'base64'],
    open: true,
    proves: (payload) => scsDeadline(payload) !== null || isEnvelope(objectOf(payload)) || null,
    bytes: true,
    witness: {
      end: (payload) => {
        const at = scsDeadline(payload);
        return at && { at, assumed: false };
      },
      roundingMs: 1,
      atLeast: false,
      remedy: 'let the application write UTC (loc=UTC in the DSN of Go’s MySQL driver)',
    },
    wrap: inEnvelope,
  },
  // A codec of the application's own gets a deadline and the values: most write both, by these names.
  user: { paths: [...usualPathsUnder('Values'), ...usualPathsUnder('values')] },
  facts: { lastUse },
  key: {
    generate: () => base64urlId(32),
    form: /^[\w-]{43}$/,
    // An application with HashTokenInStore stores the hash of what its cookie carries.
    hashed: 'sha256-base64url',
  },
  cookie: 'scs',
  create: (table, dialect) => inDialect(gormTable, dialect)(table, dialect),
});

/** The coarsest column of an expiry has whole seconds. */
const columnRoundingMs = 1000;

/**
 * With an IdleTimeout each request makes a session end so much later, and at its deadline at the
 * latest: then nothing tells the last use. Null too where no deadline can be read.
 *
 * Source: alexedwards/scs, data.go (Commit, Load).
 */
function lastUse({ payload, data, expiry, now }: Told, idleMs: number): Date | null {
  const deadline = (payload && scsDeadline(payload)) ?? deadlineIn(data);
  if (deadline === null || expiry === null) return null;
  if (deadline.getTime() - expiry.getTime() <= columnRoundingMs) return null;
  const used = new Date(expiry.getTime() - idleMs);
  return used > now ? null : used;
}

/** The deadline that a codec of the application's own has written as a text. */
function deadlineIn(data: Json): Date | null {
  if (!isEnvelope(data)) return null;
  const { Deadline: text } = data;
  const at = typeof text === 'string' ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? null : new Date(at);
}

/** As the gob of a session without an end has it. */
const noDeadline = new Date('9999-12-31T23:59:59Z');

/**
 * An SCS codec of the application's own is given a deadline and values, and mostly writes a struct of
 * these names, as SCS's own gob is.
 */
function inEnvelope(data: JsonObject, { expiry, codec, sample, values }: Wrapped): JsonObject {
  if (codec === 'gob' || !isEnvelope(values) || isEnvelope(data)) return data;
  const deadline = expiry ?? noDeadline;
  const asTimestamp = codec === 'msgpack' && hasTimestamp(sample);
  return {
    Deadline: asTimestamp ? timestamp(deadline) : deadline.toISOString(),
    Values: data,
  };
}

const isEnvelope = (values: unknown): values is JsonObject =>
  typeof values === 'object' &&
  values !== null &&
  Object.keys(values).sort().join() === 'Deadline,Values';

/** Whether an extension of MessagePack, and no text, stands behind the key. */
function hasTimestamp(sample: Uint8Array): boolean {
  const bytes = Buffer.from(sample);
  const next = bytes[bytes.indexOf('Deadline') + 'Deadline'.length] ?? 0;
  return [0xc7, 0xd6, 0xd7].includes(next);
}

/** MessagePack's timestamp of 8 bytes: nanoseconds in 30 bits, seconds in 34. */
function timestamp(instant: Date): JsonObject {
  const ms = BigInt(instant.getTime());
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE((((ms % 1000n) * 1_000_000n) << 34n) | (ms / 1000n));
  return { __ext: -1, data: bytes.toString('base64') };
}

/**
 * What GORM makes of gormstore's model on each database.
 *
 * Source: gorm migrator/migrator.go (CreateTable) and the DataTypeOf of gorm/{sqlite,postgres,mysql}.
 */
const gormTable = {
  sqlite: (table, dialect) => [
    `CREATE TABLE IF NOT EXISTS ${quoteTable(table, dialect)} (` +
      `${dialect.quote('token')} varchar(43), ${dialect.quote('data')} blob, ` +
      `${dialect.quote('expiry')} datetime, PRIMARY KEY (${dialect.quote('token')}))`,
    // SQLite takes no schema here: an index is where its table is.
    createIndex({ ...table, schema: null }, dialect),
  ],
  postgres: (table, dialect) => [
    `CREATE TABLE IF NOT EXISTS ${quoteTable(table, dialect)} (` +
      `${dialect.quote('token')} varchar(43), ${dialect.quote('data')} bytea, ` +
      `${dialect.quote('expiry')} timestamptz, PRIMARY KEY (${dialect.quote('token')}))`,
    createIndex(table, dialect),
  ],
  // The index comes with the table: MySQL has no CREATE INDEX IF NOT EXISTS.
  mysql: (table, dialect) => [
    `CREATE TABLE IF NOT EXISTS ${quoteTable(table, dialect)} (` +
      `${dialect.quote('token')} varchar(43), ${dialect.quote('data')} longblob, ` +
      `${dialect.quote('expiry')} datetime(3) NULL, PRIMARY KEY (${dialect.quote('token')}), ` +
      `INDEX ${dialect.quote(indexName(table))} (${dialect.quote('expiry')})) ` +
      `ENGINE = InnoDB DEFAULT CHARSET = utf8mb4`,
  ],
} satisfies Record<DialectName, (table: TableName, dialect: Dialect) => string[]>;

const createIndex = (table: TableName, dialect: Dialect): string =>
  `CREATE INDEX IF NOT EXISTS ${dialect.quote(indexName(table))} ` +
  `ON ${quoteTable(table, dialect)} (${dialect.quote('expiry')})`;

/** As GORM's naming strategy has it: its dots are underscores. */
const indexName = ({ name }: TableName): string => `idx_${name.replaceAll('.', '_')}_expiry`;
