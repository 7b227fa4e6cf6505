import type { Database } from '../../database/database.js';
import type { ExpiryFormat, InstantForm } from '../../database/expiry/contract.js';
import {
  endingEarlier,
  inCell,
  lifetimeAfter,
  never,
  type Lifetime,
} from '../../database/expiry/lifetime.js';
import type { Column } from '../../database/table.js';
import { durationText } from '../../duration.js';
import { literal, rowsInWords, type Rows } from '../rows.js';
import { formOfRows } from './as-rows.js';
import { instantFormat } from './instant-format.js';
import type { Lifetimes, Limit } from './lifetimes.js';
import { columnOf, firstOf, isNumber, type Match } from './match.js';

/** A table, quoted, its columns, and which of its rows are sessions. */
export interface Place extends Rows {
  readonly table: string;
  readonly columns: readonly Column[];
}

/** How a session's end follows from the columns of its row. */
export interface End {
  readonly format: ExpiryFormat;
  /** How the column itself is read: mostly the last use, where a lifetime is added to it. */
  readonly base: ExpiryFormat;
  /** Whether that end is the column and a lifetime which all rows have, and nothing else. */
  readonly isPlain: boolean;
  /** SQL for the milliseconds of the instant that a purge waits for besides; null for none. */
  readonly purgedBy: string | null;
  readonly rule: string;
}

/** The column that is in the way of an end. */
export interface Unread {
  readonly unread: Column;
  /** What is wrong with it, in words. */
  readonly why: string;
}

const neverEnding: End = {
  format: never,
  base: never,
  isPlain: true,
  purgedBy: null,
  rule: 'sessions do not run out',
};

/**
 * Puts together how a table's sessions end, or says which of its columns is of no type that the
 * layout has there, or holds no times.
 */
export async function bindEnd(
  database: Database,
  match: Match,
  place: Place,
  { expiry, lifetimeMs, limit: second }: Lifetimes,
): Promise<End | Unread> {
  const { layout } = match;
  if (layout.cell !== null) {
    const rule = `${layout.cell.end} of its entry in ${match.token.name}`;
    return { ...neverEnding, format: inCell, base: inCell, rule };
  }
  if (expiry === null) return neverEnding;
  const base = await baseOf(database, match, place, expiry);
  const lifetime = lifetimeOf(database, match, place, lifetimeMs);
  const limit = second && (await limitOf(database, match, place, second));
  if (base === null) return unread(expiry, match.layout.expiry.form.toldBy === 'rows');
  if ('unread' in lifetime) return lifetime;
  if (limit !== null && 'unread' in limit) return limit;
  const isNone = lifetime.sql === null && lifetime.usualMs === 0;
  const first = isNone ? base : lifetimeAfter(base, lifetime);
  return {
    base,
    format: limit === null ? first : endingEarlier(first, limit.millis),
    isPlain: lifetime.sql === null && limit === null,
    purgedBy: await waitedFor(database, match, place),
    rule: [`${expiry.name}${lifetime.words}`, ...(limit === null ? [] : [limit.words])].join(
      ', at most ',
    ),
  };
}

async function baseOf(
  database: Database,
  match: Match,
  place: Place,
  expiry: Column,
): Promise<ExpiryFormat | null> {
  const { dialect } = database;
  const form = await formOf(database, match, place, expiry);
  const read = dialect.expiryFormat(expiry.type, form);
  if (read === null) return null;
  const format = form.naive === 'process' && read.zoneless ? { ...read, ofProcess: true } : read;
  const quoted = (name: string): string | null => {
    const column = columnOf(place.columns, name);
    return column && dialect.quote(column.name);
  };
  return match.layout.expiry.of?.(format, quoted) ?? format;
}

/** The form of the instants, which the rows may have to tell; a type that is one for dates says it. */
async function formOf(
  database: Database,
  { layout }: Match,
  place: Place,
  { name, type }: Column,
): Promise<InstantForm> {
  const { form } = layout.expiry;
  const { looseTypes, quote } = database.dialect;
  if (form.toldBy !== 'rows') return form;
  if (!looseTypes && /^(?:datetime|timestamp)/.test(type)) return form;
  return formOfRows(form, { ...place, expiry: quote(name), type }, database);
}

/** Says it of a column; numbers are none where the rows that are there are no times. */
const unread = (column: Column, byRows = false): Unread => ({
  unread: column,
  why: `its ${column.name} is ${column.type}${byRows && isNumber(column.type) ? ', and no row looked at has a time there' : ''}`,
});

type Worded<T> = T & { readonly words: string };

/** How long a row's session lives after what its column says. */
function lifetimeOf(
  { dialect }: Database,
  { layout, user }: Match,
  { columns }: Place,
  usualMs: number,
): Worded<Lifetime> | Unread {
  const { lifetimeIn, others, lifetimeMs: itsOwn } = layout.expiry;
  const own = firstOf(columns, lifetimeIn);
  if (own !== null) {
    if (!dialect.looseTypes && !isNumber(own.type)) return unread(own);
    const sql = dialect.durationMillis(dialect.quote(own.name));
    return { sql, leastMs: 0, usualMs, words: ` + ${own.name} s` };
  }
  const cases = others.flatMap(({ of, lifetimeMs: theirs, inProportion }) => {
    // Whoever says that sessions live longer says it of all.
    const least = usualMs > itsOwn ? Math.max(theirs, usualMs) : theirs;
    const ms = inProportion ? Math.round((theirs / itsOwn) * usualMs) : least;
    const column = of === 'anonymous' ? user : columnOf(columns, of.column);
    if (column === null) return [];
    const sql = dialect.quote(column.name);
    const is = of === 'anonymous' ? ['', ...layout.user.guests] : of.is;
    const isOne = dialect.holds(sql, column.type, is, literal);
    return [
      of === 'anonymous'
        ? { when: `${sql} IS NULL OR ${isOne}`, ms, words: 'nobody is logged in' }
        : { when: isOne, ms, words: rowsInWords({ where: [{ column, is }] }) ?? '' },
    ];
  });
  const words = [
    usualMs === 0 ? '' : ` + ${inWords(usualMs)}`,
    ...cases.map((one) => ` (${inWords(one.ms)} where ${one.words})`),
  ].join('');
  if (cases.length === 0) return { sql: null, leastMs: usualMs, usualMs, words };
  return {
    sql: `CASE ${cases.map(({ when, ms }) => `WHEN ${when} THEN ${ms}`).join(' ')} ELSE ${usualMs} END`,
    leastMs: Math.min(usualMs, ...cases.map(({ ms }) => ms)),
    usualMs,
    words,
  };
}

/** The second end of a row, in SQL. */
async function limitOf(
  database: Database,
  match: Match,
  place: Place,
  { column, lifetimeMs }: Limit,
): Promise<Worded<{ millis: string }> | Unread> {
  const millis = await millisOf(database, match, place, column);
  if (millis === null) return unread(column, true);
  return lifetimeMs === 0
    ? { millis, words: column.name }
    : { millis: `(${millis} + ${lifetimeMs})`, words: `${column.name} + ${inWords(lifetimeMs)}` };
}

/** What a purge waits for besides, in SQL. A column that cannot be read lets no row go. */
async function waitedFor(database: Database, match: Match, place: Place): Promise<string | null> {
  const column = firstOf(place.columns, match.layout.expiry.purgedBy);
  return column && ((await millisOf(database, match, place, column)) ?? 'NULL');
}

/** SQL for the instant of another column than the expiry; null where it holds none that can be read. */
async function millisOf(
  database: Database,
  { layout }: Match,
  { table }: Place,
  column: Column,
): Promise<string | null> {
  const { dialect } = database;
  const { form } = layout.expiry;
  const format = dialect.looseTypes
    ? dialect.expiryFormat(column.type, { ...form, toldBy: 'rows' })
    : await instantFormat(database, table, column, form);
  return format?.millis(dialect.quote(column.name)) ?? null;
}

function inWords(ms: number): string {
  if (ms % 60_000 !== 0) return durationText(ms);
  const minutes = ms / 60_000;
  if (minutes % 1440 === 0) return `${minutes / 1440} d`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
