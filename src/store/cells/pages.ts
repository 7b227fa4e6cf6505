import { isAscii } from 'node:buffer';
import type { SelectedColumn } from '../../database/many-rows.js';
import { Binds, whereClause } from '../../database/statement.js';
import { refuseAborted, SessionAdminError } from '../../errors.js';
import type { CellRule } from '../../layouts/cell.js';
import { rowsOf } from '../../layouts/rows.js';
import { pageKeyOf, type PageKey } from '../read/page-key.js';
import { PageReader, type PageOptions } from '../read/page-reader.js';
import type { ReadOptions, Row } from '../row-columns.js';
import type { Target } from '../target.js';
import { openRow, type OpenRow } from './open.js';

/** How the cells of a table are read, and the key that tells its rows apart. */
export interface Cells {
  readonly target: Target;
  readonly rule: CellRule;
  readonly key: PageKey;
  /** What of a row is read besides its cell. */
  readonly reading: ReadOptions;
  /** The tail of the SELECT that locks a row. */
  readonly lock: string;
}

/** Throws `LAYOUT_UNKNOWN` where no column tells the rows apart: none could be written by itself. */
export async function cellsOf(
  target: Target,
  options: ReadOptions,
  lock = target.database.dialect.lockRows,
): Promise<Cells> {
  const { layout, table } = target.table;
  const key = await pageKeyOf(target);
  const reading = { ...options, raw: true, facts: false };
  if (layout.cell !== null && key.unique && !key.isToken) {
    return { target, rule: layout.cell, key, reading, lock };
  }
  throw new SessionAdminError(
    'LAYOUT_UNKNOWN',
    `no column of ${table.name} tells each row from the others, as one does in a table of ${layout.title}`,
  );
}

/** Further conditions on rows, which leave all that hold what is looked for. */
export type Narrowing = (binds: Binds) => readonly string[];
const anyRow: Narrowing = (): readonly string[] => [];

/** The rows in whose cells these keys may stand. */
export const withKeys =
  ({ table, database }: Target, keys: readonly string[]): Narrowing =>
  (binds) => {
    const { data } = table;
    const isPlain = keys.length <= mostNarrowed && keys.every((key) => isAscii(Buffer.from(key)));
    if (data === null || !isPlain) return [];
    const { asText, contains, quote } = database.dialect;
    const cell = asText(quote(data.name), data.type);
    const has = keys.map((key) => contains(cell, binds.add(key.toLowerCase())));
    return [`(${has.join(' OR ') || '1 = 0'})`];
  };

/** Of more keys than this each would be looked for in each cell: reading all costs less. */
const mostNarrowed = 50;

/** What of a row's usual columns is read of one that has a cell: what stands in the cell is not there. */
export const cellColumns = (
  { key }: Cells,
  columns: readonly SelectedColumn[],
): SelectedColumn[] => [
  ...key.columns,
  ...columns.filter(({ name }) => name === 'data' || name === 'held' || /^x\d+$/.test(name)),
];

/** Goes over the rows that have a cell, along their key, in memory that does not grow with the table. */
export async function* cellPages(
  target: Target,
  options: PageOptions,
  narrowing: Narrowing = anyRow,
): AsyncGenerator<OpenRow[], void> {
  const { database, table } = target;
  const cells = await cellsOf(target, options);
  const { key, rule, reading } = cells;
  const pages = new PageReader<Row>(target, { ...options, ...reading }, (columns) =>
    cellColumns(cells, columns),
  );
  let last: Row | undefined;
  do {
    refuseAborted(options.signal);
    const binds = new Binds();
    const conditions = [...rowsOf(table.sql), ...narrowing(binds)];
    if (last) conditions.push(`${key.sql} > ${key.bound(binds.add(key.of(last)))}`);
    const { rows, asked, cut } = await pages.next(database, (limit) => ({
      from: `FROM ${table.sql.table} ${whereClause(conditions)} ORDER BY ${key.sql} LIMIT ${limit}`,
      bind: binds.values,
    }));
    if (rows.length > 0) yield rows.map((row) => openRow(row, rule));
    last = rows.length < asked && !cut ? undefined : rows.at(-1);
  } while (last);
}
