import type { ExpiryFormat } from './contract.js';

/** A column that tells when a session was used last: it runs out so many milliseconds later. */
export function lifetimeAfter(base: ExpiryFormat, lifetimeMs: number): ExpiryFormat {
  const back = (instant: Date): Date => new Date(instant.getTime() - lifetimeMs);
  return {
    ...base,
    millis: (column) => `(${base.millis(column)} + ${lifetimeMs})`,
    fromText: base.fromText && ((text) => later(base.fromText?.(text), lifetimeMs)),
    stretches: (cutoff) => base.stretches(back(cutoff)),
    value: (expiry) => base.value(expiry && back(expiry)),
  };
}

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
