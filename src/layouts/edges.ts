import { isAmong, type Dialect, type DialectName } from '../database/contract.js';

/**
 * The instant before which expiries count as past, at a moment: how finely a framework looks at its
 * clock, and whether the very instant of expiry still counts as alive.
 */
export interface Edge {
  (now: Date, dialect: Dialect): Date;
  /** Of one that `on` made: what it was made of. */
  readonly only?: { readonly edge: Edge; readonly on: readonly DialectName[] };
}

/** An edge of a framework on these databases; on the others it is `aliveAt`. */
export const on = (dialects: readonly DialectName[], edge: Edge): Edge =>
  Object.assign(
    (now: Date, dialect: Dialect) => (isAmong(dialects, dialect) ? edge(now, dialect) : now),
    { only: { edge, on: dialects } },
  );

const second = 1000;

/** Alive while `expiry >= now`. */
export const aliveAt: Edge = (now) => now;

/** Alive while `expiry > now`. */
export const deadAt: Edge = (now) => new Date(now.getTime() + 1);

/** Alive while `expiry >= now`, both cut to whole seconds. */
export const aliveInSecond: Edge = (now) => new Date(Math.floor(now.getTime() / second) * second);

/** Alive while `expiry > now`, both cut to whole seconds. */
export const deadInSecond: Edge = (now, dialect) =>
  new Date(aliveInSecond(now, dialect).getTime() + second);

/** Alive while `expiry >= now`, now rounded to whole seconds. */
export const aliveInRoundedSecond: Edge = (now) =>
  new Date(Math.round(now.getTime() / second) * second);

/** Those that a layout in a file may name. */
export const edges = { aliveAt, deadAt, aliveInSecond, deadInSecond, aliveInRoundedSecond };
