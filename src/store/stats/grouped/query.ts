import { instants } from '../../../database/expiry/contract.js';
import { Binds, whereClause, type Runner } from '../../../database/statement.js';
import { expiredCondition } from '../../expired.js';
import { sqlConditions, type SessionFilter } from '../../filter.js';
import type { Target } from '../../target.js';
import type { GroupSort } from '../contract.js';
import type { Counted, Figure } from '../tally.js';
import type { Key, Told } from './columns.js';

/** Which sessions are grouped, and where they are asked for. */
export interface Source {
  readonly run: Runner;
  readonly target: Target;
  readonly filter: SessionFilter;
  readonly told: Told;
  readonly now: Date;
}

export interface Asked {
  readonly key: Key;
  readonly figures: readonly Figure[];
  readonly sort: GroupSort;
  /** From the end of the order. Default is `false`. */
  readonly last?: boolean;
  /** How many are given: one at least, and of a broken number the next whole one. */
  readonly limit: number;
}

/** A group as the database has it: those that have no key have null. */
export interface Group extends Omit<Counted, 'key'> {
  readonly key: string | null;
}

export interface Found {
  readonly groups: readonly Group[];
  /** How many there are in all, that of no key among them. */
  readonly total: number;
  /** Sessions of no key. */
  readonly none: number;
}

/** What a query for groups gives. */
interface Row extends Partial<Record<Figure, number | string | null>> {
  k: string | number | Uint8Array | null;
  n: number | string;
  total: number | string;
  none: number | string | null;
  odd: number | string;
}

/** Asks for groups; null where of some rows only reading them tells the key. */
export async function findGroups(source: Source, asked: Asked): Promise<Found | null> {
  const { key, figures, limit } = asked;
  const { target, told } = source;
  const binds = new Binds();
  const odd = [...key.odd, ...(figures.includes('users') ? (told.user?.odd ?? []) : [])];
  const columns = [
    `${key.sql(binds)} AS k`,
    'count(*) AS n',
    ...figures.map((name) => `${figureSql(name, source, binds)} AS ${quoted(name, target)}`),
    `max(${odd.length === 0 ? '0' : `CASE WHEN ${odd.join(' OR ')} THEN 1 ELSE 0 END`}) AS odd`,
  ];
  const named = figures.map((name) => `${quoted(name, target)}, `).join('');
  const rows = await source.run.select<Row>({
    sql: `SELECT k, n, ${named}count(*) OVER () AS total, max(odd) OVER () AS odd,
        sum(CASE WHEN k IS NULL THEN n ELSE 0 END) OVER () AS none
      FROM (SELECT ${columns.join(', ')} ${fromRows(source, binds)} GROUP BY 1) AS g
      ORDER BY ${orderSql(asked, target)} ${limit === Infinity ? '' : `LIMIT ${Math.ceil(Math.max(limit, 1))}`}`,
    bind: binds.values,
    whole: true,
  });
  const { odd: oddest = 0, total = 0, none = 0 } = rows[0] ?? {};
  if (Number(oddest) > 0) return null;
  return { groups: rows.map(groupOf), total: Number(total), none: Number(none) };
}

/** The rows that a filter lets pass, as a SELECT has them behind FROM. */
export function fromRows({ target, filter, now }: Source, binds: Binds): string {
  return `FROM ${target.table.sql.table} ${whereClause(sqlConditions(filter, target, now, binds))}`;
}

function figureSql(figure: Figure, { target, told, now }: Source, binds: Binds): string {
  switch (figure) {
    case 'active':
      return countOf(`(${expiredCondition(target.table, now, binds)}) IS NOT TRUE`);
    case 'users':
      return told.user === null ? '0' : `count(DISTINCT ${told.user.sql(binds)})`;
    case 'lastSeen':
      // What is no later than 1970 says nothing.
      return told.lastSeen === null
        ? 'NULL + 0'
        : `max(CASE WHEN ${told.lastSeen} > 0 THEN ${told.lastSeen} END)`;
  }
}

export const countOf = (condition: string): string => `count(CASE WHEN ${condition} THEN 1 END)`;

function orderSql({ sort, last = false, figures }: Asked, target: Target): string {
  const way = last ? ' DESC' : '';
  const byKey = [`CASE WHEN k IS NULL THEN 1 ELSE 0 END${way}`, `k${way}`];
  if (sort === 'key') return byKey.join(', ');
  if (sort === 'sessions') return ['n DESC', ...byKey].join(', ');
  return figures.includes(sort)
    ? [`coalesce(${quoted(sort, target)}, -1) DESC`, ...byKey].join(', ')
    : byKey.join(', ');
}

const quoted = (name: string, { database }: Target): string => database.dialect.quote(name);

function groupOf({ k, n, active, users, lastSeen }: Row): Group {
  return {
    key: keyIn(k),
    sessions: Number(n),
    active: Number(active ?? 0),
    users: Number(users ?? 0),
    lastSeen: lastSeen === null || lastSeen === undefined ? null : new Date(Number(lastSeen)),
  };
}

/** MySQL gives the bytes of a text. */
function keyIn(k: Row['k']): string | null {
  if (k === null) return null;
  return k instanceof Uint8Array ? Buffer.from(k).toString() : String(k);
}

/** SQL for the beginning of the stretch of so many milliseconds in which an instant lies. */
export const startOf = (millis: string, stretchMs: number): string =>
  `(${millis}) - ((${millis}) + ${-instants.first}) % ${stretchMs}`;
