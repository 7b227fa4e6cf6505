import type { Row, RowOptions } from '../row-columns.js';
import type { Target } from '../target.js';
import { cellPages, withKeys } from './pages.js';

/** Returns the session of a token as a row of its own; undefined where no cell has one. */
export async function findInCells(
  target: Target,
  token: string,
  options: RowOptions,
): Promise<Row | undefined> {
  const reading = { ...options, pageSize: 100 };
  for await (const rows of cellPages(target, reading, withKeys(target, [token])))
    for (const { sessions } of rows) {
      const found = sessions.find((one) => one.unread === null && one.token === token);
      if (found) return found;
    }
  return undefined;
}
