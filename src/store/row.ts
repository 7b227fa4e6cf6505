import { isUtf8 } from 'node:buffer';
import type { Codec } from '../codecs/contract.js';
import { SessionAdminError } from '../errors.js';
import type { CodecName, Session } from '../session.js';
import { Binds } from './sql.js';
import { isExpired } from './state.js';
import type { Target } from './target.js';
import { userOf } from './user.js';

/** How much of each row to read. */
export interface RowOptions {
  /** Decode the payload, which also tells the user. Default is `true`. */
  decode?: boolean;
  /** Write values that JSON cannot say in the codec's typed form. Default is `false`. */
  typed?: boolean;
  /** Give the stored bytes. Default is `false`. */
  raw?: boolean;
}

/** A row as `selectList` asks for it. */
export interface Row {
  key: string | number;
  token: unknown;
  millis: number | string | null;
  hasExpiry: number | boolean;
  revoked?: number | boolean | null;
  data?: unknown;
  size?: number | string | null;
  [extra: `x${number}`]: unknown;
}

/** The columns of a query whose rows `toSession` reads. */
export function selectList({ database, table }: Target, options: RowOptions): string {
  const { sql, expiry, extraColumns } = table;
  const { quote, byteLength, asWritten } = database.dialect;
  const as = (name: string): string => quote(name);
  const typeOf = (name: string): string =>
    table.columns.find((column) => column.name === name)?.type ?? '';
  return [
    `${sql.pageKey} AS ${as('key')}`,
    `${asWritten(sql.token, table.token.type)} AS ${as('token')}`,
    `${expiry.millis(sql.expiry)} AS ${as('millis')}`,
    `${sql.expiry} IS NOT NULL AS ${as('hasExpiry')}`,
    ...(sql.revoked === null ? [] : [`${sql.revoked} AS ${as('revoked')}`]),
    wantsPayload(options)
      ? `${sql.data} AS ${as('data')}`
      : `${byteLength(sql.data)} AS ${as('size')}`,
    ...extraColumns.map((name, i) => `${asWritten(quote(name), typeOf(name))} AS ${as(`x${i}`)}`),
  ].join(', ');
}

/** Gives the row of a token; undefined where there is none. */
export async function rowOf(
  target: Target,
  token: string,
  options: RowOptions,
): Promise<Row | undefined> {
  const { database, table } = target;
  const binds = new Binds();
  const rows = await database.select<Row>({
    sql: `SELECT ${selectList(target, options)} FROM ${table.sql.table}
      WHERE ${database.dialect.holds(table.sql.token, table.token.type, [token], binds.add)}`,
    bind: binds.values,
  });
  return rows.find((row) => asToken(row.token, []) === token);
}

const wantsPayload = ({ decode = true, raw = false }: RowOptions): boolean => decode || raw;

/** Reads a row; whatever is wrong with it ends up in `error`, never in an exception. */
export function toSession(row: Row, target: Target, now: Date, options: RowOptions): Session {
  const problems: string[] = [];
  const millis = row.millis === null ? null : Number(row.millis);
  if (millis === null && Boolean(row.hasExpiry))
    problems.push('its expiry cannot be read as an instant');
  const { table } = target;
  const hasPayload = table.layout.payload !== null;
  const payload = hasPayload && wantsPayload(options) ? asBytes(row.data) : null;
  if (payload && row.data === null) problems.push('its payload is NULL');
  const columns = extras(row, table.extraColumns);
  const decoded =
    payload && row.data !== null && (options.decode ?? true)
      ? decode(payload, target, options, problems)
      : { codec: hasPayload ? codecFor(target) : null, data: null };
  return {
    token: asToken(row.token, problems),
    user: userOf(table, target.userField, columns, decoded.data),
    state: isExpired(row, millis, table, now) ? 'expired' : 'active',
    expiry: millis === null ? null : new Date(millis),
    size: payload ? payload.length : Number(row.size ?? 0),
    codec: decoded.codec,
    data: decoded.data,
    error: problems.length > 0 ? problems.join('; ') : null,
    raw: options.raw ? payload : null,
    columns,
  };
}

function decode(
  payload: Buffer,
  target: Target,
  options: RowOptions,
  problems: string[],
): Pick<Session, 'codec' | 'data'> {
  const auto = target.codec === 'auto';
  const codec = codecOf(payload, target);
  try {
    const data = codec.decode(payload, { typed: options.typed ?? false });
    const { layout } = target.table;
    if (auto && layout.payload?.foreign.includes(codec.name)) {
      problems.push(`its payload is ${codec.name}, which ${layout.title} does not read`);
    }
    return { codec: codec.name, data };
  } catch (error) {
    if (!(error instanceof SessionAdminError)) throw error;
    problems.push(`its payload cannot be decoded: ${error.message}`);
    return { codec: codec.name, data: null };
  }
}

const codecFor = ({ codecs: [first] }: Target): CodecName => first?.name ?? 'text';

/** The first codec whose payloads look like this one; where none does, the usual one says why. */
function codecOf(payload: Buffer, { codecs }: Target): Codec {
  const [first, ...others] = codecs;
  if (!first) throw new SessionAdminError('PAYLOAD_UNDECODABLE', 'this table has no payloads');
  return others.length === 0 ? first : (codecs.find((codec) => codec.matches(payload)) ?? first);
}

function asToken(token: unknown, problems: string[]): string {
  if (typeof token === 'string') {
    if (token === '') problems.push('its token is empty');
    return token;
  }
  if (token === null || token === undefined) {
    problems.push('its token is NULL');
    return '';
  }
  if (typeof token === 'number' || typeof token === 'bigint') return token.toString();
  if (Buffer.isBuffer(token) && isUtf8(token)) return token.toString();
  problems.push('its token is not text');
  return Buffer.isBuffer(token) ? token.toString('latin1') : '';
}

/** The payload's bytes, whatever the driver made of the column. */
export function asBytes(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (value === null || value === undefined) return Buffer.alloc(0);
  return Buffer.from(
    typeof value === 'object' ? JSON.stringify(value) : String(value as string | number),
  );
}

function extras(row: Row, names: readonly string[]): Session['columns'] {
  return Object.fromEntries(names.map((name, i) => [name, row[`x${i}`]]));
}
