import type { BatchPace, PurgeWays } from '../purge/contract.js';

export const batches: BatchPace = {
  // About 1000 rows: smaller batches rewrite the same pages of the token's index more often.
  targetMs: 80,
  firstRows: 1000,
  mostRows: 20_000,
  // A waiting client polls, and the longer it has waited the more seldom: every 25 ms until it
  // has waited 128 ms, every 50 until 228, then every 100. A gap that outlasts its step lets it in
  // for certain; with a shorter one it may starve until its timeout.
  gap: (heldMs) => (heldMs < 100 ? 30 : heldMs < 200 ? 55 : 105),
};

/**
 * In WAL mode readers are not in the way, and a waiting writer gets in with next to no gap: batches
 * may be as large as its wait allows.
 */
const inWal: BatchPace = { ...batches, gap: () => 5, targetMs: 75 };

export const pace: PurgeWays['pace'] = async (run) => {
  const [row] = await run.select<{ mode: string }>({
    sql: 'SELECT journal_mode AS mode FROM pragma_journal_mode',
  });
  return row?.mode === 'wal' ? inWal : batches;
};
