/** What a table column asks for, in terminal columns. */
export interface Demand {
  /** The width of its widest cell. */
  natural: number;
  /** What it may be cut down to; Infinity where it is whole or not there at all. */
  least: number;
  /** Among columns that do not fit, the highest rank goes first. */
  rank: number;
}

/**
 * The widths that make columns fit side by side with a gap between them; 0 is a column dropped.
 *
 * The widest is cut first, down to its least width; where that is not enough columns are dropped
 * by rank, and the last one left is cut to what there is.
 */
export function fitWidths(demands: readonly Demand[], width: number, gap: number): number[] {
  const kept = new Set(demands);
  let widths = shrunk(demands, kept, width, gap);
  while (widths === null) {
    const ranked = [...kept].sort((a, b) => a.rank - b.rank);
    const last = ranked.pop();
    if (last === undefined) return demands.map(() => 0);
    if (ranked.length === 0) return demands.map((one) => (one === last ? Math.max(width, 1) : 0));
    kept.delete(last);
    widths = shrunk(demands, kept, width, gap);
  }
  return widths;
}

function shrunk(
  demands: readonly Demand[],
  kept: ReadonlySet<Demand>,
  width: number,
  gap: number,
): number[] | null {
  const widths = demands.map((demand) => (kept.has(demand) ? demand.natural : 0));
  const total = widths.reduce((sum, each) => sum + each, 0) + gap * (kept.size - 1);
  for (let over = total - width; over > 0; over--) {
    let widest = -1;
    for (const [index, demand] of demands.entries()) {
      const now = widths[index] ?? 0;
      if (now > demand.least && now > (widths[widest] ?? 0)) widest = index;
    }
    if (widest === -1) return null;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
