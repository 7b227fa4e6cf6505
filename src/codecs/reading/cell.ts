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
  /** Returns the cell with these entries, each at its place, in place of those of their keys. */
  readonly with: (entries: readonly NewEntry[]) => Buffer;
}

/** An entry to put into a cell, before the one that stands at its place there, from 0. */
export interface NewEntry extends Pick<CellEntry, 'key' | 'value'> {
  readonly place: number;
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

/** How a cell is put together. */
export interface CellForm {
  /** What stands before so many entries, and behind them. */
  readonly head: (count: number) => Buffer;
  readonly tail: Buffer;
  /** What parts two entries. */
  readonly comma: string;
  readonly entry: (entry: NewEntry) => Buffer;
}

/** Returns a cell from its placed entries. */
export function cellOf(bytes: Buffer, placed: readonly PlacedEntry[], form: CellForm): Cell {
  const comma = Buffer.from(form.comma);
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
      if (count === 0) return null;
      return Buffer.concat([form.head(count), ...parts, bytes.subarray(behind)]);
    },
    with: (added) => {
      const keys = new Set(added.map(({ key }) => key));
      const parts = placed
        .filter(({ key }) => !keys.has(key))
        .map(({ start, end }) => bytes.subarray(start, end));
      for (const entry of added.toSorted((a, b) => a.place - b.place))
        parts.splice(entry.place, 0, form.entry(entry));
      const parted = parts.flatMap((part, i) => (i === 0 ? [part] : [comma, part]));
      return Buffer.concat([form.head(parts.length), ...parted, form.tail]);
    },
  };
}

/** A cell that holds nothing. */
export const emptyCell = (form: CellForm): Cell => cellOf(Buffer.alloc(0), [], form);
