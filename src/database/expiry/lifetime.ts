import { instants, type ExpiryFormat } from './contract.js';

/** How long a session lives after what its column says, in milliseconds. */
export interface Lifetime {
  /** SQL for that of a row; NULL where it has none that can be reckoned with. Null where all have the same. */
  readonly sql: string | null;
  /** The shortest that a row may have. */
  readonly leastMs: number;
  /** What a new row has. */
  readonly usualMs: number;
}

/** A column that tells when a session was used last, or made: it runs out so much later. */
export function lifetimeAfter(
  base: ExpiryFormat,
  { sql, leastMs, usualMs }: Lifetime,
): ExpiryFormat {
  const written: ExpiryFormat = {
    ...base,
    millis: (column) => `(${base.millis(column)} + ${sql ?? usualMs})`,
    stretches: (cutoff) => base.stretches(back(cutoff, leastMs)),
    value: (expiry) => base.value(expiry && back(expiry, usualMs)),
  };
  if (sql !== null) return byRow(written);
  return {
    ...written,
    fromText: base.fromText && ((text) => later(base.fromText?.(text), usualMs)),
  };
}

/** The latest cutoff that every form can say. */
const endOfTime = new Date(instants.below - 7 * 86_400_000);

/** A session that ends as a column says, or at another instant where that is earlier. */
export const endingEarlier = (format: ExpiryFormat, otherMillis: string): ExpiryFormat =>
  byRow({
    ...format,
    millis: (column) =>
      `CASE WHEN ${otherMillis} < ${format.millis(column)} THEN ${otherMillis}
        ELSE ${format.millis(column)} END`,
    // What ends by the other may have anything in the column.
    stretches: () => format.stretches(endOfTime),
  });

/** Where more of a row than its column decides, neither an order nor a text does. */
const byRow = (format: ExpiryFormat): ExpiryFormat => ({
  ...format,
  fromText: null,
  ordered: false,
  exact: false,
});

const back = (instant: Date, ms: number): Date => new Date(instant.getTime() - ms);

const later = (instant: number | undefined, ms: number): number | undefined =>
  instant === undefined ? undefined : instant + ms;

const same = (sql: string): string => sql;

/** No column tells: no session runs out. */
export const never: ExpiryFormat = {
  name: 'none: sessions do not run out',
  zoneless: false,
  millis: () => 'NULL',
  never: null,
  fromText: null,
  stretches: () => [],
  ordered: true,
  exact: true,
  carry: same,
  bound: same,
  write: same,
  value: () => null,
};

/** No column tells, for a cell of many sessions has the end of each. */
export const inCell: ExpiryFormat = { ...never, name: 'in the cell, with each session' };
