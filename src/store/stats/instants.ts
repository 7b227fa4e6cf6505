const minute = 60_000;
/** How finely instants are counted at first. */
export const finest = 5 * minute;
const hour = 60 * minute;
const day = 24 * hour;

/** How finely instants are told apart: each goes into the next without a rest. */
const units = [
  ...[5, 15, 60, 6 * 60].map((minutes) => minutes * minute),
  ...[1, 7, 28, 364, 3640].map((days) => days * day),
];

/** How long a stretch may be, where the unit goes into it. */
const lengths = [
  ...[5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 4, 7, 14, 28, 84, 182, 364, 728, 1820, 3640, 18_200, 36_400, 364_000].map(
    (days) => days * day,
  ),
];

/** Weeks begin on Mondays: the first one after 1970 had begun. */
const origin = 4 * day;

/** Places that are kept apart while instants are counted. */
const mostKept = 10_000;
/** What share of all may lie before, and behind, what is told stretch by stretch. */
const outlying = 0.01;

/** How many instants lie in a stretch of time. */
export interface Stretch {
  readonly from: Date;
  readonly until: Date;
  readonly sessions: number;
}

/** Counts instants, as finely as their spread allows, in memory that does not grow with them. */
export class Instants {
  #unit = finest;
  /** By how many units they lie behind the origin. */
  #counts = new Map<number, number>();

  /** `times`: how many lie in the same `finest` unit of it. */
  add(at: Date, times = 1): void {
    // Of the years up to 9999 these fit 32 bits: as whole numbers they are found in half the time.
    const place = Math.floor((at.getTime() - origin) / this.#unit) | 0;
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + times);
    if (this.#counts.size > mostKept) this.#coarsen();
  }

  /**
   * The stretches, so many at most, one after the other and equally long. Only the first and the last
   * may be longer: the few that lie far away are in these.
   */
  stretches(most: number): Stretch[] {
    const places = [...this.#counts.keys()].sort((a, b) => a - b);
    const [first, last] = [places[0], places.at(-1)];
    if (first === undefined || last === undefined) return [];
    const [from, to] = this.#withoutOutlying(places, first, last);
    const whole = this.#lengthFor(first, last, most);
    const narrow = this.#lengthFor(from, to, Math.max(1, most - 2));
    // For a little more room no ends are told of another length.
    return whole <= 2 * narrow
      ? this.#cut(first, last, whole, [first, last])
      : this.#cut(from, to, narrow, [first, last]);
  }

  #coarsen(): void {
    const unit = units.find((one) => one > this.#unit);
    if (unit === undefined) return;
    const counts = this.#counts;
    this.#counts = new Map();
    for (const [place, n] of counts) {
      const wide = Math.floor((place * this.#unit) / unit);
      this.#counts.set(wide, (this.#counts.get(wide) ?? 0) + n);
    }
    this.#unit = unit;
  }

  /** The least length of which so many reach from one place to another. */
  #lengthFor(first: number, last: number, most: number): number {
    const fits = (length: number): boolean =>
      length % this.#unit === 0 && this.#at(last, length) - this.#at(first, length) < most;
    return lengths.find(fits) ?? units.at(-1) ?? this.#unit;
  }

  /** In which stretch of a length a place lies. */
  #at = (place: number, length: number): number => Math.floor((place * this.#unit) / length);

  /** Where the first and the last lie, less the few of each end. */
  #withoutOutlying(places: readonly number[], first: number, last: number): [number, number] {
    const total = [...this.#counts.values()].reduce((sum, n) => sum + n, 0);
    const end = (from: readonly number[]): number | undefined => {
      let passed = 0;
      return from.find((place) => (passed += this.#counts.get(place) ?? 0) > total * outlying);
    };
    return [end(places) ?? first, end(places.toReversed()) ?? last];
  }

  #cut(from: number, to: number, length: number, [first, last]: [number, number]): Stretch[] {
    const [start, end] = [this.#at(from, length), this.#at(to, length)];
    const sums = new Array<number>(end - start + 1).fill(0);
    let [before, behind] = [0, 0];
    for (const [place, n] of this.#counts) {
      const i = this.#at(place, length) - start;
      if (i < 0) before += n;
      else if (i >= sums.length) behind += n;
      else sums[i] = (sums[i] ?? 0) + n;
    }
    const date = (place: number, unit: number): Date => new Date(place * unit + origin);
    const [far, further] = [date(first, this.#unit), date(last + 1, this.#unit)];
    return [
      ...(before > 0 ? [{ from: far, until: date(start, length), sessions: before }] : []),
      ...sums.map((sessions, i) => ({
        from: date(start + i, length),
        until: date(start + i + 1, length),
        sessions,
      })),
      ...(behind > 0 ? [{ from: date(end + 1, length), until: further, sessions: behind }] : []),
    ];
  }
}
