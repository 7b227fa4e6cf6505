/** What a table column asks for, in terminal columns. */
export interface Demand {
  /** The width of its widest cell. */
  readonly natural: number;
  /** What it may be cut down to; Infinity where it is whole or not there at all. */
  readonly least: number;
  /** Among columns that do not fit, the highest rank goes first. */
  readonly rank: number;
  /** Whether it gives way before all that are not. */
  readonly spared?: boolean;
  /** Whether it is cut after all that are not, and only where nothing is left that may be spared. */
  readonly firm?: boolean;
}

/**
 * The widths that make columns fit side by side with a gap between them; 0 is a column dropped.
 *
 * The widest is cut first, down to its least width; where that is not enough columns are dropped by
 * rank, and the last one left is cut to what there is.
 */
export function fitWidths(demands: readonly Demand[], width: number, gap: number): number[] {
  const kept = new Set(demands);
  for (;;) {
    const widths = shrunk(demands, kept, width, gap);
    if (widths !== null) return widths;
    const last = lastOf(kept);
    if (last === undefined) return demands.map(() => 0);
    if (kept.size === 1) return demands.map((one) => (one === last ? Math.max(width, 1) : 0));
    kept.delete(last);
  }
}

/** The column to go first: of the highest rank, and one that may be spared before any other. */
const lastOf = (kept: ReadonlySet<Demand>): Demand | undefined =>
  [...kept].sort(
    (a, b) => Number(a.spared ?? false) - Number(b.spared ?? false) || a.rank - b.rank,
  )[kept.size - 1];

function shrunk(
  demands: readonly Demand[],
  kept: ReadonlySet<Demand>,
  width: number,
  gap: number,
): number[] | null {
  const widths = demands.map((demand) => (kept.has(demand) ? demand.natural : 0));
  const isSparing = [...kept].some(({ spared }) => spared);
  /** The widest of those that may be cut; -1 where there is none. */
  const widest = (those: (demand: Demand) => boolean): number =>
    demands.reduce((best, demand, index) => {
      const now = widths[index] ?? 0;
      const mayBeCut = those(demand) && now > demand.least;
      return mayBeCut && now > (widths[best] ?? 0) ? index : best;
    }, -1);
  const total = widths.reduce((sum, each) => sum + each, 0) + gap * (kept.size - 1);
  for (let over = total - width; over > 0; over--) {
    const index = [
      ({ spared = false }: Demand) => spared,
      ({ firm = false }: Demand) => !firm,
      () => !isSparing,
    ].reduce((found, those) => (found === -1 ? widest(those) : found), -1);
    if (index === -1) return null;
    widths[index] = (widths[index] ?? 0) - 1;
  }
  return widths;
}
