import { statSync } from 'node:fs';
import type { Dialect } from '../contract.js';
import type { Statement } from '../statement.js';
import { numberOf, unknownStorage } from '../storage.js';
import { pathOf } from './files.js';

/** The bytes of the whole file. */
export const sqliteSize: Statement = {
  sql: 'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
};

/** The figures of the whole file: its pages are not told apart by tables without reading them all. */
export const sqliteStorage: Dialect['storage'] = async (run, table) => {
  const [row] = await run.select<Record<Figure, unknown>>({
    sql: `SELECT page_count * page_size AS bytes, freelist_count * page_size AS free
      FROM pragma_page_count, pragma_page_size, pragma_freelist_count`,
  });
  const analyzed = await run.select({
    sql: `SELECT 1 AS there FROM sqlite_schema WHERE name = 'sqlite_stat1'`,
  });
  const [estimate] =
    analyzed.length === 0
      ? []
      : await run.select<{ rows: unknown }>({
          sql: `SELECT max(CAST(stat AS INTEGER)) AS rows FROM sqlite_stat1
            WHERE tbl = $1 COLLATE NOCASE`,
          bind: [table.name],
        });
  return {
    ...unknownStorage,
    bytes: numberOf(row?.bytes),
    rows: numberOf(estimate?.rows),
    freeBytes: numberOf(row?.free),
    logBytes: logBytes(await pathOf(run)),
    reclaim: 'VACUUM',
    shortenLog: 'PRAGMA wal_checkpoint(TRUNCATE)',
  };
};

type Figure = 'bytes' | 'free';

const logBytes = (path: string): number | null =>
  path === '' ? null : (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0);
