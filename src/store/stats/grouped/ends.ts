import { Binds } from '../../../database/statement.js';
import type { BoundTable } from '../../../layouts/contract.js';
import { saysEnd } from '../../../layouts/ending.js';
import { expiredCondition } from '../../expired.js';
import { finest, Instants } from '../instants.js';
import { countOf, fromRows, startOf, type Source } from './query.js';

/** How the sessions of a table end. */
export interface Ends {
  readonly active: number;
  readonly expired: number;
  readonly neverExpire: number;
  readonly unreadable: number;
  readonly expires: Instants;
}

type Counts = Record<'n' | 'expired' | 'never' | 'unread', number | string>;
type Row = Counts & { place: number | string | null };

/** More places than these are not looked at one by one: the years between are told by reading the rows. */
const mostPlaces = 250_000;

/**
 * Counts sessions by when they end, as finely as `Instants` does. The column is read once for each
 * row, which on SQLite is most of the work. Null where they lie too far apart.
 */
export async function endsOf(source: Source): Promise<Ends | null> {
  const { run, now } = source;
  const binds = new Binds();
  const read = once(source, binds);
  const expired = expiredCondition(read.table, now, binds);
  const rows = await run.select<Row>({
    sql: `SELECT ${startOf(read.millis, finest)} AS place, count(*) AS n,
        ${countOf(expired)} AS expired,
        ${countOf(`(${expired}) IS NOT TRUE AND ${read.millis} IS NULL AND says = 0`)} AS never,
        ${countOf(`broken = 1 OR (${read.millis} IS NULL AND says = 1)`)} AS unread
      FROM (${read.select}) AS s GROUP BY 1 LIMIT ${mostPlaces + 1}`,
    bind: binds.values,
    whole: true,
  });
  if (rows.length > mostPlaces) return null;
  const sum = (name: keyof Counts): number =>
    rows.reduce((all, { [name]: n }) => all + Number(n), 0);
  return {
    active: sum('n') - sum('expired'),
    expired: sum('expired'),
    neverExpire: sum('never'),
    unreadable: sum('unread'),
    expires: instantsOf(rows),
  };
}

/** Counts instants in the same way; null where they lie too far apart. */
export async function instantsAt(source: Source, millis: string): Promise<Instants | null> {
  const binds = new Binds();
  const rows = await source.run.select<Pick<Row, 'place' | 'n'>>({
    sql: `SELECT ${startOf('m', finest)} AS place, count(*) AS n
      FROM (${onceIn(source, `SELECT ${millis} AS m ${fromRows(source, binds)}`)}) AS s
      GROUP BY 1 LIMIT ${mostPlaces + 1}`,
    bind: binds.values,
    whole: true,
  });
  return rows.length > mostPlaces ? null : instantsOf(rows);
}

function instantsOf(rows: readonly Pick<Row, 'place' | 'n'>[]): Instants {
  const counted = new Instants();
  for (const { place, n } of rows) {
    if (place !== null) counted.add(new Date(Number(place)), Number(n));
  }
  return counted;
}

const onceIn = ({ target }: Source, select: string): string =>
  target.database.dialect.grouping.once(select);

/** What tells how a row ends, read once, and a table that has it so: what is expired is asked of that. */
function once(source: Source, binds: Binds): { table: BoundTable; millis: string; select: string } {
  const { table } = source.target;
  const { sql, expiry, key } = table;
  const says = `CASE WHEN ${saysEnd(table)} THEN 1 ELSE 0 END AS says`;
  const broken = `CASE WHEN ${sql.token} IS NULL OR ${key.holds([''], binds.add)}
    THEN 1 ELSE 0 END AS broken`;
  const columns = [
    // Where no column tells, NULL would be a text, and be compared with no more than 32 bits.
    `${expiry.millis(sql.expiry)} + 0 * ${finest * 1e6} AS m`,
    `${sql.expiry} AS ended`,
    ...(sql.revoked === null ? [] : [`${sql.revoked} AS gone`]),
    says,
    broken,
  ];
  return {
    table: {
      ...table,
      sql: { ...sql, expiry: 'ended', revoked: sql.revoked && 'gone' },
      expiry: { ...expiry, millis: () => 'm' },
    },
    millis: 'm',
    select: onceIn(source, `SELECT ${columns.join(', ')} ${fromRows(source, binds)}`),
  };
}
