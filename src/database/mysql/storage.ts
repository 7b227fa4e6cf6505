import type { Dialect } from '../contract.js';
import { numberOf, unknownStorage } from '../storage.js';
import { quote } from './spelling.js';

/** InnoDB takes space ahead of need, four extents of a megabyte and what they are rounded to. */
const aheadBytes = 8 * 1024 * 1024;

/** MySQL keeps these figures for a day; ANALYZE TABLE has them counted anew. */
export const mysqlStorage: Dialect['storage'] = async (run, { schema, name }) => {
  const [row] = await run.select<Record<Figure, unknown>>({
    sql: `SELECT DATA_LENGTH + INDEX_LENGTH AS used, DATA_FREE AS unused, TABLE_ROWS AS live,
        ENGINE <> 'InnoDB' OR @@innodb_file_per_table = 1 AS alone
      FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = COALESCE($1, DATABASE()) AND TABLE_NAME = $2`,
    bind: [schema, name],
  });
  const [used, unused] = [numberOf(row?.used), numberOf(row?.unused)];
  // In a file of many tables it is the free space of them all.
  const free = unused === null || Number(row?.alone) !== 1 ? null : unused;
  const table = [schema, name].filter((part) => part !== null).map(quote);
  return {
    ...unknownStorage,
    bytes: used === null ? null : used + (free ?? 0),
    rows: numberOf(row?.live),
    freeBytes: free === null ? null : Math.max(0, free - aheadBytes),
    reclaim: `OPTIMIZE TABLE ${table.join('.')}`,
  };
};

type Figure = 'used' | 'unused' | 'live' | 'alone';
