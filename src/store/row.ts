import type { Codec } from '../codecs/contract.js';
import { selectList } from '../database/many-rows.js';
import { SessionAdminError } from '../errors.js';
import { ending } from '../layouts/ending.js';
import type { Key } from '../layouts/key.js';
import { rowsOf } from '../layouts/rows.js';
import { isObject } from '../codecs/reading/object.js';
import type { CodecName, Json, Session } from '../session.js';
import { isExpired } from './expired.js';
import { factReader } from './facts.js';
import {
  asBytes,
  extraColumns,
  rowColumns,
  wantsFacts,
  wantsPayload,
  type ReadOptions,
  type Row,
  type RowOptions,
} from './row-columns.js';
import { Binds, whereClause } from '../database/statement.js';
import type { Target } from './target.js';
import { isNobody, usersOf } from './user.js';

/** Returns the row of a token; undefined where there is none. */
export async function rowOf(
  target: Target,
  token: string,
  options: RowOptions,
): Promise<Row | undefined> {
  const { database, table } = target;
  if (table.layout.cell !== null) {
    const { findInCells } = await import('./cells/find.js');
    return findInCells(target, token, options);
  }
  const binds = new Binds();
  const rows = await database.select<Row>({
    sql: `SELECT ${selectList(rowColumns(target, options), database.dialect)}
      FROM ${table.sql.table}
      ${whereClause([...rowsOf(table.sql), table.key.holds([token], binds.add)])}`,
    bind: binds.values,
  });
  // The likeliest first: where text and bytes look the same, the text.
  for (const form of table.key.forms(token)) {
    const row = rows.find((each) => table.key.print(each.token) === form);
    if (row) return row;
  }
  return undefined;
}

/**
 * Returns the function that reads rows; whatever is wrong with one ends up in `error`, never in an
 * exception.
 */
export function sessionReader(
  target: Target,
  options: ReadOptions,
  now = target.clock.now(),
): (row: Row) => Session {
  const read = plainReader(target, options, now);
  return options.typed ? (row) => inTypedForm(read(row), row, target) : read;
}

/** The same session with its values in the codec's typed form: what it means stays as it was read. */
export function inTypedForm(session: Session, row: Row, target: Target): Session {
  if (session.data === null || row.data === undefined) return session;
  const problems = session.error === null ? [] : [session.error];
  const { data } = decode(asBytes(row.data), target, true, problems);
  return { ...session, data, error: data === null ? problems.join('; ') : session.error };
}

/** Reads rows, with values in the plain form whatever the options say. */
export function plainReader(
  target: Target,
  options: ReadOptions,
  now: Date,
): (row: Row) => Session {
  const { table } = target;
  const hasPayload = table.layout.payload !== null;
  const readsPayload = hasPayload && wantsPayload(options);
  const decodes = options.decode ?? true;
  const undecoded = { codec: hasPayload ? codecFor(target) : null, data: null };
  const isOptional = table.layout.payload?.optional ?? false;
  const extrasOf = extrasReader(extraColumns(target, options));
  const edge = table.layout.expiry.expired(now, table.dialect).getTime();
  const factsOf = factReader(table.facts, wantsFacts(options), options.deviceOf ?? null);
  return (row) => {
    const problems: string[] = [];
    const token = asToken(row.token, table.key, problems);
    const millis = row.millis === null ? null : Number(row.millis);
    const expiryUnreadable = millis === null && Number(row.ending) === ending.instant;
    if (expiryUnreadable) problems.push('its expiry cannot be read as an instant');
    const payload = readsPayload ? asBytes(row.data) : null;
    if (payload && row.data === null && !isOptional) problems.push('its payload is NULL');
    const columns = extrasOf(row);
    const known = problems.length;
    const decoded =
      decodes && isOptional && payload?.length === 0
        ? { ...undecoded, data: {} }
        : decodes && payload && row.data !== null
          ? decode(payload, target, false, problems)
          : undecoded;
    const users = usersIn(target, columns, decoded.data, problems);
    const isRead = decodes && readsPayload && problems.length === known;
    const expiry = millis === null ? null : new Date(millis);
    const size = payload ? payload.length : Number(row.size ?? 0);
    return {
      token,
      tokenIsBytes: table.key.isHex(row.token, token),
      user: users[0] ?? null,
      users,
      anonymous: (size === 0 || isRead) && isNobody(users, table),
      name: null,
      state: isExpired(row, millis, table, edge) ? 'expired' : 'active',
      expiry,
      expiryUnreadable,
      size,
      codec: decoded.codec,
      ...factsOf(row, () => ({ data: decoded.data, payload, expiry, now })),
      data: decoded.data,
      error: problems.length > 0 ? problems.join('; ') : null,
      raw: options.raw ? payload : null,
      columns,
    };
  };
}

function usersIn(
  { table, userField }: Target,
  columns: Session['columns'],
  data: Json,
  problems: string[],
): readonly string[] {
  try {
    return usersOf(table, userField, columns, data);
  } catch (error) {
    problems.push(`its user cannot be told: ${reasonOf(error)}`);
    return [];
  }
}

function decode(
  payload: Buffer,
  target: Target,
  typed: boolean,
  problems: string[],
): Pick<Session, 'codec' | 'data'> {
  const auto = target.codec === 'auto';
  const codec = codecOf(payload, target);
  try {
    const { layout } = target.table;
    const data = withoutSecrets(codec.decode(payload, { typed }), target);
    if (auto && layout.payload?.foreign.includes(codec.name)) {
      problems.push(`its payload is ${codec.name}, which ${layout.title} does not read`);
    }
    return { codec: codec.name, data };
  } catch (error) {
    problems.push(`its payload cannot be decoded: ${reasonOf(error)}`);
    return { codec: codec.name, data: null };
  }
}

/** What stands in place of a secret. */
const secretMark = '(secret)';

/** The values with a mark in place of those that the framework keeps secret, unless they were asked for. */
function withoutSecrets(data: Json, { table, reveal }: Target): Json {
  const secrets = table.layout.payload?.secrets ?? [];
  if (reveal || secrets.length === 0 || !isObject(data)) return data;
  const masked = secrets.filter((key) => Object.hasOwn(data, key));
  for (const key of masked) data[key] = secretMark;
  return data;
}

/** Why a stored payload cannot be decoded; null where it can, and where the table has none. */
export function payloadFailure(
  payload: Buffer | null,
  target: Target,
): Pick<SessionAdminError, 'options'> | null {
  if (payload === null) return null;
  try {
    codecOf(payload, target).decode(payload);
    return null;
  } catch (error) {
    return error instanceof SessionAdminError ? error : { options: [] };
  }
}

/** Whatever a row does to its reader is that row's matter: its neighbours are read all the same. */
const reasonOf = (error: unknown): string =>
  error instanceof SessionAdminError
    ? error.message
    : `reading it failed (${error instanceof Error ? error.name : typeof error})`;

const codecFor = ({ codecs: [first] }: Target): CodecName => first?.name ?? 'text';

/** The first codec whose payloads look like this one; where none does, the usual one says why. */
export function codecOf(payload: Buffer, { codecs }: Pick<Target, 'codecs'>): Codec {
  const [first, ...others] = codecs;
  if (!first) throw new SessionAdminError('PAYLOAD_UNDECODABLE', 'this table has no payloads');
  return others.length === 0 ? first : (codecs.find((codec) => codec.matches(payload)) ?? first);
}

function asToken(stored: unknown, key: Key, problems: string[]): string {
  const text = key.print(stored);
  if (text === '') problems.push('its token is empty');
  if (text === null) problems.push('its token is NULL');
  return text ?? '';
}

const none: Session['columns'] = Object.freeze({});

/** Returns what gives a row's own columns by their names. */
function extrasReader(names: readonly string[]): (row: Row) => Session['columns'] {
  if (names.length === 0) return () => none;
  const places = names.map((name, i) => [name, `x${i}`] as const);
  return (row) => Object.fromEntries(places.map(([name, place]) => [name, row[place]]));
}
