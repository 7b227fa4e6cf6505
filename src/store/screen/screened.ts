import type { Row } from '../row-columns.js';
import type { Screen } from './screen.js';
import { ScreeningThread } from './thread.js';

/** How many rows were decoded here, and how many of them passed. */
export interface Looked {
  rows: number;
  passed: number;
}

/** So many rows are decoded in the time that a thread takes to start, and more. */
const worthwhile = 20_000;
/** Pages that are with the thread, or wait for it, so that neither side waits for the other. */
const pagesAhead = 3;

/**
 * Leaves out of pages those rows whose payloads tell that they do not pass: by their traces, and, once
 * it is worth it, by having another thread decode them. The order of the rows stays.
 *
 * What passes is decoded here once more: where much does, no thread is started.
 */
export async function* screened(
  pages: AsyncIterable<readonly Row[]>,
  screen: Screen,
  hasTraces: ((row: Row) => boolean) | null,
  looked: Looked,
  after = worthwhile,
): AsyncGenerator<readonly Row[], void> {
  const waiting: Promise<readonly Row[]>[] = [];
  let thread: ScreeningThread | null | undefined;
  try {
    for await (const page of pages) {
      const rows = hasTraces === null ? page : page.filter(hasTraces);
      if (thread === undefined && looked.rows >= after && looked.passed * 2 < looked.rows) {
        thread = ScreeningThread.start(screen);
      }
      if (thread && (thread.isReady || waiting.length > 0)) {
        waiting.push(thread.mayPass(rows));
        const first = waiting.length < pagesAhead ? undefined : waiting.shift();
        if (first) yield await first;
      } else {
        looked.rows += rows.length;
        yield rows;
      }
    }
    for (const rows of waiting) yield await rows;
  } finally {
    await thread?.end();
  }
}
