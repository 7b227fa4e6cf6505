import { ManyRowsReader, type SelectedColumn } from '../../database/many-rows.js';
import type { Runner } from '../../database/statement.js';
import { rowColumns, rowMaker, wantsPayload, type Row, type ReadOptions } from '../row-columns.js';
import type { SessionFilter } from '../filter.js';
import type { Target } from '../target.js';

/** What the pages of a scan depend on. */
export interface PageOptions extends SessionFilter, ReadOptions {
  /** Rows of a page at the most. */
  pageSize: number;
  signal?: AbortSignal;
}

/** What the payloads of a page are meant to come to: pages of large ones hold fewer rows. */
const pageBytes = 128 * 1024;
/** What they come to at the most, however large those after small ones are. */
const longestPage = 8 * 1024 * 1024;
/** Rows of the first page, where nothing is known of its payloads yet. */
const firstRows = 100;

/** What comes behind the columns of a query for so many rows, from FROM on. */
type Query = (rows: number) => { from: string; bind: readonly unknown[] };

interface Page<R> {
  rows: R[];
  /** How many rows were asked for. */
  asked: number;
  /** Whether it ends before a row that was too large to come along. */
  cut: boolean;
}

/**
 * Reads pages whose memory depends on neither rows nor payloads.
 *
 * The next page's payloads are taken to be as large as those of the last one. What a page of so many
 * rows must not hold is known before it is read: the database holds back each larger payload and says
 * its length, and the page ends before it. A page of one row holds whatever that has.
 */
export class PageReader<R extends Row> {
  readonly #reader: ManyRowsReader;
  readonly #columns: (longest: number | null) => SelectedColumn[];
  readonly #most: number;
  readonly #bounded: boolean;
  #rows: number;

  constructor(
    target: Target,
    options: PageOptions,
    also: (columns: SelectedColumn[]) => SelectedColumn[] = (columns) => columns,
  ) {
    this.#reader = new ManyRowsReader(target.database.dialect);
    this.#columns = (longest) => also(rowColumns(target, options, longest));
    this.#most = options.pageSize;
    this.#bounded = wantsPayload(options) && target.table.layout.payload !== null;
    this.#rows = this.#bounded ? Math.min(this.#most, firstRows) : this.#most;
  }

  async next(runner: Runner, query: Query): Promise<Page<R>> {
    for (;;) {
      const asked = this.#rows;
      const longest = this.#bounded && asked > 1 ? Math.floor(longestPage / asked) : null;
      const columns = this.#columns(longest);
      const rows = await this.#reader.read<R>(runner, { columns, make: rowMaker, ...query(asked) });
      const end = longest === null ? -1 : rows.findIndex(({ held = null }) => held !== null);
      if (end < 0) {
        this.#learn(rows);
        return { rows, asked, cut: false };
      }
      this.#shrink(rows.slice(end));
      if (end > 0) return { rows: rows.slice(0, end), asked, cut: true };
    }
  }

  #learn(page: readonly Row[]): void {
    if (!this.#bounded) return;
    const bytes = page.reduce((sum, row) => sum + lengthOf(row), 0);
    const fitting = Math.floor((pageBytes * page.length) / Math.max(bytes, 1));
    this.#rows = Math.max(1, Math.min(this.#most, fitting));
  }

  /** As many of these rows as fit, of which the first was held back; in any case fewer than before. */
  #shrink(rows: readonly Row[]): void {
    let bytes = 0;
    const end = rows.findIndex((row) => (bytes += lengthOf(row)) > pageBytes);
    const fitting = end < 0 ? rows.length : end;
    const longest = Number(rows[0]?.held ?? 0);
    this.#rows = Math.max(1, Math.min(fitting, this.#rows - 1, Math.floor(longestPage / longest)));
  }
}

function lengthOf({ data, held = null }: Row): number {
  if (held !== null) return Number(held);
  return typeof data === 'string' || data instanceof Uint8Array ? data.length : 0;
}
