import { Binds, type Runner } from '../../database/statement.js';
import { deleteRows } from '../along/delete.js';
import { decidedOn, sqlConditions, type SessionFilter } from '../filter.js';
import { pageKeyOf } from '../read/page-key.js';
import { matching, readMatching } from '../read/scan.js';
import { endingBy, removal, toEnd } from '../remove/removal.js';
import type { Row } from '../row-columns.js';
import type { Keep } from '../save/contract.js';
import type { Take } from '../save/take.js';
import type { Target } from '../target.js';
import type { FoundSessions, TheirSessions } from './contract.js';

/** All that is wanted of a session besides what the filter asks for. */
const nothing = { decode: false, facts: false, columns: [] };
/** Rows that are held and decoded together. */
const batchRows = 100;

export async function theirSessions(
  target: Target,
  filter: SessionFilter,
  kept: string | undefined,
  keep: Keep | undefined,
): Promise<TheirSessions> {
  if (target.table.layout.cell !== null) {
    const { theirCells } = await import('./cells.js');
    return theirCells(target, { ...filter, ...nothing }, kept, keep);
  }
  const ending = endingBy(filter, target.table);
  const take = keep && (await (await import('../save/take.js')).takerOf(target, keep, ending));
  return { find: () => find(target, filter, kept, take) };
}

async function find(
  target: Target,
  filter: SessionFilter,
  kept: string | undefined,
  take: Take | undefined,
): Promise<FoundSessions> {
  const rows: Row[] = [];
  const now = target.clock.now();
  for await (const page of matching(target, now, { ...filter, ...nothing })) {
    for (const { row, session } of page) {
      // Payloads of all at once would be too much to keep.
      if (session.token !== kept) rows.push({ ...row, data: null });
    }
  }
  return {
    count: rows.length,
    remove: async (run) => {
      let deleted = 0;
      for (let i = 0; i < rows.length; i += batchRows) {
        deleted += await remove(run, target, filter, rows.slice(i, i + batchRows), {
          kept,
          take,
        });
      }
      return deleted;
    },
  };
}

/**
 * Deletes what is still the person's of some rows, which are held from before they are looked at
 * again: none is renewed or handed to somebody else meanwhile.
 */
async function remove(
  run: Runner,
  target: Target,
  filter: SessionFilter,
  rows: readonly Row[],
  { kept, take }: { kept: string | undefined; take: Take | undefined },
): Promise<number> {
  const { dialect } = target.database;
  const now = target.clock.now();
  const key = await pageKeyOf(target);
  const decided = decidedOn(filter, target);
  const mark = decided.length > 0 ? dialect.digest(decided) : null;
  const binds = new Binds();
  const options = { ...filter, ...nothing, mark };
  const held = await readMatching(target, now, options, [key.isOneOf(rows, binds)], binds, run);
  const still = held.filter(({ session }) => session.token !== kept).map(({ row }) => row);
  if (still.length === 0) return 0;
  const ending = endingBy(filter, target.table);
  // Where no key tells rows apart, another of the same token may be somebody else's.
  const these = (to: Binds): string[] => [
    ...toEnd(target.table, ending),
    key.isOneOf(still, to),
    ...sqlConditions(filter, target, now, to),
    ...(mark === null ? [] : [`${mark} IN (${still.map((row) => to.add(row.mark)).join(', ')})`]),
  ];
  if (take) return take(run, these);
  return ending === 'mark'
    ? run.change(removal(target, ending, these))
    : deleteRows(run, target, these);
}
