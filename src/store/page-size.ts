import type { Row } from './row.js';

/** What the payloads of a page may come to: pages of large ones hold fewer rows. */
const pageBytes = 128 * 1024;
/** Rows of the first page, where nothing is known of its payloads yet. */
const firstRows = 100;

/** How many rows to ask for at a time, so that a page's memory depends on neither rows nor payloads. */
export class PageSize {
  readonly #most: number;
  #rows: number;

  constructor(most: number, withPayload: boolean) {
    this.#most = most;
    this.#rows = withPayload ? Math.min(most, firstRows) : most;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Takes the next page's payloads to be as large as those of this one. */
  learn(page: readonly Row[]): void {
    if (this.#rows === this.#most && page[0]?.data === undefined) return;
    let bytes = 0;
    for (const { data } of page) bytes += lengthOf(data);
    const fitting = Math.floor((pageBytes * page.length) / Math.max(bytes, 1));
    this.#rows = Math.max(1, Math.min(this.#most, fitting));
  }
}

const lengthOf = (data: unknown): number =>
  typeof data === 'string' || data instanceof Uint8Array ? data.length : 0;
