import type { Binds } from '../statement.js';

/** The columns that tell a row from the others, and the index that leads to it alone. */
export interface RowKey {
  readonly columns: readonly KeyColumn[];
  /** The index, quoted; null where the planner may choose. */
  readonly index: string | null;
}

export interface KeyColumn {
  readonly sql: string;
  /** SQL that gives the value to this program without losing any of it. */
  readonly carry: (column: string) => string;
  /** SQL of such a value, bound. */
  readonly bound: (placeholder: string) => string;
}

/** The values of a row in a key's columns, as `carry` gave them. */
export type KeyValues = readonly unknown[];

const same = (sql: string): string => sql;

/** A column whose values come back as they went. */
export const plainColumn = (sql: string): KeyColumn => ({ sql, carry: same, bound: same });

/** The condition that a row's key is beyond these values, one way or the other. */
export function isBeyond(
  { columns }: RowKey,
  way: '>' | '>=' | '<=',
  values: KeyValues,
  binds: Binds,
): string {
  const places = columns.map(({ bound }, i) => bound(binds.add(values[i])));
  const strict = way === '>=' ? '>' : way === '<=' ? '<' : way;
  return columns.reduceRight((rest, { sql }, i) => {
    const place = places[i] ?? '';
    if (rest === '') return `${sql} ${way} ${place}`;
    return `(${sql} ${strict} ${place} OR (${sql} = ${place} AND ${rest}))`;
  }, '');
}

/** The key's columns as a SELECT lists them, for `keyValues` to read. */
export const keyList = ({ columns }: RowKey): string =>
  columns.map(({ sql, carry }, i) => `${carry(sql)} AS k${i}`).join(', ');

/** The order of the key. */
export const keyOrder = ({ columns }: RowKey): string => columns.map(({ sql }) => sql).join(', ');

/** A row as `keyList` asks for it. */
export type Keyed = Record<`k${number}`, unknown>;

export const keyValues = ({ columns }: RowKey, row: Keyed): KeyValues =>
  columns.map((_, i) => row[`k${i}`]);
