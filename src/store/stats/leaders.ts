import { inTextOrder } from './text-order.js';

/** A text, and how often it was counted. */
export interface Leader {
  readonly key: string;
  count: number;
}

/** Longer texts may be parts of one that is far longer, which they would keep in memory. */
const shortest = 13;

/**
 * The texts that were counted most often, so many of them, exactly: those of equal counts in their
 * order. Counts must only grow, and each that does must be told.
 */
export class Leaders {
  readonly #most: number;
  /** The last of them first, as a heap has it. */
  readonly #heap: Leader[] = [];
  readonly #places = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Tells how often a text has been counted by now. */
  tell(key: string, count: number): void {
    const [last] = this.#heap;
    if (this.#heap.length >= this.#most && last && count < last.count) return;
    const place = this.#places.get(key);
    const leader = place === undefined ? undefined : this.#heap[place];
    if (leader !== undefined && place !== undefined) {
      leader.count = count;
      this.#sink(place);
    } else if (this.#heap.length < this.#most) {
      this.#rise(this.#heap.push({ key: alone(key), count }) - 1);
    } else if (last && isAhead({ key, count }, last)) {
      this.#places.delete(last.key);
      this.#heap[0] = { key: alone(key), count };
      this.#sink(0);
    }
  }

  /** The first of them first. */
  inOrder(): Leader[] {
    return this.#heap.toSorted((a, b) => (isAhead(a, b) ? -1 : 1));
  }

  #rise(from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!this.#swapUnlessInOrder(above, place)) break;
      place = above;
    }
    this.#note(place);
  }

  #sink(from: number): void {
    let place = from;
    for (let below = this.#lastBelow(place); this.#swapUnlessInOrder(place, below);) {
      place = below;
      below = this.#lastBelow(place);
    }
    this.#note(place);
  }

  /** The place of the last of the two below another. */
  #lastBelow(place: number): number {
    const left = 2 * place + 1;
    const [a, b] = [this.#heap[left], this.#heap[left + 1]];
    return a && b && isAhead(a, b) ? left + 1 : left;
  }

  /** Swaps two where the lower one is behind the upper one. */
  #swapUnlessInOrder(above: number, below: number): boolean {
    const [upper, lower] = [this.#heap[above], this.#heap[below]];
    if (!upper || !lower || isAhead(lower, upper)) return false;
    this.#heap[above] = lower;
    this.#heap[below] = upper;
    this.#note(above);
    this.#note(below);
    return true;
  }

  #note(place: number): void {
    const leader = this.#heap[place];
    if (leader) this.#places.set(leader.key, place);
  }
}

const isAhead = (a: Leader, b: Leader): boolean =>
  a.count === b.count ? inTextOrder(a.key, b.key) < 0 : a.count > b.count;

/** The same text by itself. */
const alone = (key: string): string =>
  key.length < shortest ? key : (JSON.parse(JSON.stringify(key)) as string);
