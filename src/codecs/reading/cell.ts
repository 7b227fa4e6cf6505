import type { Json } from '../../session.js';

/**
 * How one value holds many sessions, each under a key of its own.
 *
 * Edge rules for every format:
 * - A cell is hostile, as every payload is: it is read whole, or it throws `PAYLOAD_UNDECODABLE`.
 * - Of entries that have one key the last one counts, as it does for those who read the cell.
 * - What is taken out goes with all of its key's entries; every other byte stays, but for a count of
 *   entries. What others may refer to cannot be taken out: such a cell throws as well.
 */
export interface CellFormat {
  /** Takes a cell apart; no bytes are a cell without sessions. */
  readonly open: (cell: Buffer) => Cell;
}

export interface Cell {
  readonly entries: readonly CellEntry[];
  /** Returns the cell without the entries of these keys; null where none is left. */
  readonly without: (keys: ReadonlySet<string>) => Buffer | null;
}

export interface CellEntry {
  readonly key: string;
  /** Its value's own bytes, which the codec of the format reads. */
  readonly value: Buffer;
  readonly data: Json;
}

/** An entry with its place: from where its key begins to behind its value. */
export interface PlacedEntry extends CellEntry {
  readonly start: number;
  readonly end: number;
}

/** Returns a cell from its placed entries; `head` is what stands before so many of them. */
export function cellOf(
  bytes: Buffer,
  placed: readonly PlacedEntry[],
  head: (count: number) => Buffer,
): Cell {
  return {
    entries: [...new Map(placed.map((entry) => [entry.key, entry])).values()],
    without: (keys) => {
      const parts: Buffer[] = [];
      let [count, behind] = [0, 0];
      for (const { key, start, end } of placed) {
        // What parts two entries stands before the later one.
        if (!keys.has(key)) parts.push(bytes.subarray(count++ === 0 ? start : behind, end));
        behind = end;
      }
      return count === 0 ? null : Buffer.concat([head(count), ...parts, bytes.subarray(behind)]);
    },
  };
}

/** A cell that holds nothing. */
export const emptyCell: Cell = { entries: [], without: () => null };
