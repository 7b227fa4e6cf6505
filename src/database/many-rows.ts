import type { Dialect } from './contract.js';
import type { PackedColumn } from './packing.js';
import type { Runner } from './statement.js';

/** A column of a query for many rows. */
export interface SelectedColumn extends PackedColumn {
  /** The expression. */
  readonly sql: string;
  /** A way to the same value that is cheaper where it leads there; see `Shortcut`. */
  readonly shortcut?: Shortcut;
}

export interface Shortcut extends Pick<PackedColumn, 'kind'> {
  /** An expression that costs less. */
  readonly sql: string;
  /** Makes the value of what that gave; undefined where only the column's own expression can. */
  readonly read: (given: unknown) => unknown;
}

/** A way past the SQL that reads a text which stands in a column, where it is sooner read here. */
export const textShortcut = (
  sql: string,
  read: (text: string) => number | undefined,
): Shortcut => ({
  kind: 'any',
  sql,
  read: (given) => (given === null ? null : typeof given === 'string' ? read(given) : undefined),
});

/** A query for many rows: its columns, and what comes behind them, from FROM on. */
export interface ManyRows {
  columns: readonly SelectedColumn[];
  from: string;
  bind: readonly unknown[];
  /** Makes the rows that were packed; by default objects to which value after value is added. */
  make?: RowMaker;
}

/**
 * Returns what makes a row of its place in the lists of values, each of a column. An object that is
 * written out is made in an eighth of the time of one that values are added to.
 */
export type RowMaker = (
  lists: ReadonlyMap<string, readonly unknown[]>,
) => (row: number) => Record<string, unknown>;

/** The columns as they stand behind SELECT. */
export const selectList = (columns: readonly SelectedColumn[], { quote }: Dialect): string =>
  columns.map(({ name, sql }) => `${sql} AS ${quote(name)}`).join(', ');

/** The ways to read, the cheapest first; the last one always works. */
const ways = ['shortcuts', 'packed', 'rows'] as const;

/**
 * Reads many rows in the way that costs least.
 *
 * Most of a long listing is the driver's making of rows, value by value; where the dialect can, the
 * database packs them instead, and they are taken apart here. Rows that one way does not serve are
 * read in the next, and so is all that follows: there will be more of their kind.
 */
export class ManyRowsReader {
  readonly #dialect: Dialect;
  #way: number;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#way = ways.indexOf(dialect.packRows === null ? 'rows' : 'shortcuts');
  }

  async read<Row>(runner: Runner, query: ManyRows): Promise<Row[]> {
    for (; ways[this.#way] !== 'rows'; this.#way++) {
      const rows = await this.#readPacked(runner, query, ways[this.#way] === 'shortcuts');
      if (rows !== null) return rows as Row[];
    }
    const { columns, from, bind } = query;
    const sql = `SELECT ${selectList(columns, this.#dialect)} ${from}`;
    return runner.select<Row>({ sql, bind });
  }

  async #readPacked(
    runner: Runner,
    { columns, from, bind, make = anyRow }: ManyRows,
    shortcuts: boolean,
  ): Promise<Record<string, unknown>[] | null> {
    const taken = columns.map((column) =>
      shortcuts && column.shortcut ? { ...column, ...column.shortcut } : { ...column, read: null },
    );
    const select = `SELECT ${selectList(taken, this.#dialect)} ${from}`;
    const sql = this.#dialect.packRows?.(select, taken) ?? select;
    const [packed] = await runner.select<Packed>({ sql, bind });
    return packed?.unpackable === 0 ? unpack(packed, taken, make) : null;
  }
}

/** `c0`, `c1` …: the values of a column as a JSON list; `b0` …: its bytes, one after the other. */
interface Packed {
  /** How many rows hold what cannot be packed. */
  unpackable: number;
  [column: `c${number}`]: string;
  [bytes: `b${number}`]: Buffer | null;
}

type Taken = SelectedColumn & { read: Shortcut['read'] | null };

/** Returns the rows; null where a shortcut did not lead to a value. */
function unpack(
  packed: Packed,
  columns: readonly Taken[],
  make: RowMaker,
): Record<string, unknown>[] | null {
  const lists: unknown[][] = [];
  for (const [i, { kind, read }] of columns.entries()) {
    const given = JSON.parse(packed[`c${i}`] ?? '[]') as unknown[];
    const list = kind === 'bytes' ? cut(packed[`b${i}`] ?? Buffer.alloc(0), given) : given;
    const values = read ? list.map(read) : list;
    if (read && values.includes(undefined)) return null;
    lists.push(values);
  }
  const rowAt = make(new Map(columns.map(({ name }, i) => [name, lists[i] ?? []])));
  return (lists[0] ?? []).map((_, row) => rowAt(row));
}

const anyRow: RowMaker = (lists) => {
  const named = [...lists];
  return (row) => {
    const record: Record<string, unknown> = {};
    for (const [name, values] of named) record[name] = values[row];
    return record;
  };
};

/** Cuts bytes into pieces of these lengths; null where a length is null. */
function cut(bytes: Buffer, lengths: readonly unknown[]): (Buffer | null)[] {
  let end = 0;
  return lengths.map((length) =>
    length === null ? null : bytes.subarray(end, (end += Number(length))),
  );
}
