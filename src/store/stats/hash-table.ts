import { hash } from './hash.js';

const firstSlots = 1024;
/** Fuller than this a table is made anew, so many times as large: for a short while there are both. */
const fullest = 0.75;
const growth = 1.5;

type Column = Uint32Array | Float64Array;

/** What a column of numbers beside the hashes holds. */
export type ColumnKind = 'count' | 'instant';

/**
 * Different hashes, and numbers beside each: 8 bytes, 4 for a count and 8 for an instant, and as much
 * again at most that stays free. Of a million texts that is a fifth of what a Map takes.
 */
export class HashTable {
  readonly #kinds: readonly ColumnKind[];
  #hashes = new Int32Array(2 * firstSlots);
  #columns: readonly Column[];
  #size = 0;

  constructor(kinds: readonly ColumnKind[] = []) {
    this.#kinds = kinds;
    this.#columns = this.#columnsOf(firstSlots);
  }

  /** How many hashes there are. */
  get size(): number {
    return this.#size;
  }

  /** Whether the last hash is there. */
  has(): boolean {
    return !isFree(this.#hashes, slotOf(this.#hashes, lowPart(), hash.high));
  }

  /** Finds the slot of the last hash, which is added with zeros where it is not there. */
  slot(): number {
    const low = lowPart();
    const slot = slotOf(this.#hashes, low, hash.high);
    if (!isFree(this.#hashes, slot)) return slot;
    if (this.#size + 1 > (this.#hashes.length / 2) * fullest) {
      this.#grow();
      return this.slot();
    }
    this.#hashes[2 * slot] = low;
    this.#hashes[2 * slot + 1] = hash.high;
    this.#size++;
    return slot;
  }

  /** A number beside a hash. */
  get(column: number, slot: number): number {
    return this.#columns[column]?.[slot] ?? 0;
  }

  set(column: number, slot: number, value: number): void {
    const numbers = this.#columns[column];
    if (numbers) numbers[slot] = value;
  }

  #grow(): void {
    const [hashes, columns] = [this.#hashes, this.#columns];
    const slots = Math.ceil((hashes.length / 2) * growth);
    this.#hashes = new Int32Array(2 * slots);
    this.#columns = this.#columnsOf(slots);
    for (let old = 0; 2 * old < hashes.length; old++) {
      if (isFree(hashes, old)) continue;
      const [low = 0, high = 0] = [hashes[2 * old], hashes[2 * old + 1]];
      const slot = slotOf(this.#hashes, low, high);
      this.#hashes[2 * slot] = low;
      this.#hashes[2 * slot + 1] = high;
      columns.forEach((numbers, column) => this.set(column, slot, numbers[old] ?? 0));
    }
  }

  #columnsOf(slots: number): readonly Column[] {
    return this.#kinds.map((kind) =>
      kind === 'count' ? new Uint32Array(slots) : new Float64Array(slots),
    );
  }
}

/** What an empty slot has is no hash. */
const lowPart = (): number => (hash.low === 0 && hash.high === 0 ? 1 : hash.low);

const isFree = (hashes: Int32Array, slot: number): boolean =>
  hashes[2 * slot] === 0 && hashes[2 * slot + 1] === 0;

/** The slot that has a hash, or that is free for it. */
function slotOf(hashes: Int32Array, low: number, high: number): number {
  const slots = hashes.length / 2;
  let slot = (low >>> 0) % slots;
  while ((hashes[2 * slot] !== low || hashes[2 * slot + 1] !== high) && !isFree(hashes, slot)) {
    slot = slot + 1 === slots ? 0 : slot + 1;
  }
  return slot;
}
