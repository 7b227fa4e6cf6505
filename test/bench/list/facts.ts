import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { columnsOnly, usersOf } from '../columns-only.js';
import type { Bench } from '../main.js';
import { median, timed, timedTool, timedToolDiscarding } from '../measure.js';
import { measurePair, pairTable, type PairResult } from '../pairs.js';
import { writeSessions } from '../sessions.js';

const users = 5000;
/** Each run is so short that it takes many to see a millisecond. */
const runsOfPage = 10;
const mostMs = 5;

const lines = ['list', '--format', 'ndjson'];
const known = ['token', 'user', 'state', 'expiry', 'size', 'codec', 'data'];

/**
 * What it costs to tell when sessions were made and seen, from where and on what, and who their users
 * are: against the same list without, on SQLite.
 */
export const benchFacts: Bench = async (options) => {
  const folder = await mkdtemp(join(tmpdir(), 'session-admin-bench-'));
  try {
    const { rows, note } = options;
    const has = join(folder, 'columns.db');
    const none = join(folder, 'payloads.db');
    const source = join(folder, 'sessions.ndjson');
    note(`making two tables of ${rows} sessions`);
    await timed('sqlite3', [has, columnsOnly(rows, users), usersOf(users)]);
    await writeSessions(rows, { [source]: (session) => JSON.stringify(session) });
    await timedTool(['put', '--from', source, '--database', none]);
    const whole = (database: string) => [...lines, '--all', '--no-people', '--database', database];
    const pairs = [
      { title: 'a table without facts', database: none, ratio: 1.05 },
      { title: 'a table of all facts', database: has, ratio: null },
    ].map(({ database, ...pair }) => ({
      ...pair,
      peer: () => timedToolDiscarding([...whole(database), '--fields', known.join()]),
      ours: () => timedToolDiscarding(whole(database)),
      peakMb: 130,
    }));
    const results: PairResult[] = [];
    for (const pair of pairs) results.push(await measurePair(pair, options));

    const page = [...lines, '--limit', '100', '--database', has];
    const more: number[] = [];
    for (let run = 0; run < options.runs * runsOfPage; run++) {
      const without = await timedToolDiscarding([...page, '--no-people']);
      more.push((await timedToolDiscarding(page)).ms - without.ms);
    }
    const names = median(more);
    const missed = names > mostMs * (options.short ? 10 : 1);
    return {
      report: [
        `facts: ${rows} rows, ${options.runs} runs, in turn with the same list of ${known.join(', ')}`,
        '',
        ...pairTable(results),
        '',
        `names of a page of 100 of ${users} users: ${names.toFixed(1)} ms more (at most ${mostMs})`,
        '',
      ],
      missed: [
        ...results.flatMap((result) => result.missed),
        ...(missed ? [`names of a page: ${names.toFixed(1)} ms of at most ${mostMs}`] : []),
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
};
