import type { CellSession } from '../cells/open.js';
import { cellPages, cellsOf } from '../cells/pages.js';
import { saverOf, takeOutOf } from '../cells/rewrite.js';
import { narrowingOf, passesByEnd } from '../cells/scan.js';
import { passingRow, readOptions, type MatchOptions } from '../read/scan.js';
import type { Row } from '../row-columns.js';
import type { Keep } from '../save/contract.js';
import type { Target } from '../target.js';
import type { FoundSessions, TheirSessions } from './contract.js';

const pageSize = 100;

/** The sessions of a person that share cells with others, or with one another. */
export function theirCells(
  target: Target,
  filter: MatchOptions,
  kept: string | undefined,
  keep: Keep | undefined,
): TheirSessions {
  return { find: () => find(target, filter, kept, keep) };
}

async function find(
  target: Target,
  filter: MatchOptions,
  kept: string | undefined,
  keep: Keep | undefined,
): Promise<FoundSessions> {
  const reading = { ...(await readOptions(target, filter)), pageSize };
  const cells = await cellsOf(target, reading);
  const save = await saverOf(cells, keep);
  const passing = passingRow(target, target.clock.now(), reading);
  const chosen = (one: CellSession): boolean => {
    const found = passing(one);
    return found !== null && passesByEnd(found.session, filter) && found.session.token !== kept;
  };
  const rows: Row[] = [];
  let count = 0;
  for await (const page of cellPages(target, reading, narrowingOf(target, filter))) {
    for (const { row, sessions } of page) {
      const theirs = sessions.filter(chosen).length;
      count += theirs;
      if (theirs > 0) rows.push({ ...row, data: null });
    }
  }
  return {
    count,
    remove: async (run) => {
      let deleted = 0;
      for (const row of rows) deleted += await takeOutOf(run, cells, row, chosen, save);
      return deleted;
    },
  };
}
