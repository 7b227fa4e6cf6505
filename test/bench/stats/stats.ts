import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../main.js';
import { timed, timedDiscarding, timedTool, timedToolDiscarding } from '../measure.js';
import { measurePair, pairTable, type Pair } from '../pairs.js';
import { writeSessions } from '../sessions.js';
import { columnsOnly } from '../columns-only.js';

const most = 'ORDER BY n DESC, 1 LIMIT 10';

/** The same figures, as somebody would ask the shell for them. */
const asked = [
  "SELECT expiresAt >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), count(*) FROM session GROUP BY 1",
  'SELECT count(DISTINCT userId), sum(userId IS NULL) FROM session',
  `SELECT userId, count(*) n, max(updatedAt) FROM session GROUP BY 1 ${most}`,
  `SELECT ipAddress, count(*) n, count(DISTINCT userId) FROM session GROUP BY 1 ${most}`,
  `SELECT userAgent, count(*) n FROM session GROUP BY 1 ${most}`,
  'SELECT substr(createdAt, 1, 10), count(*) FROM session GROUP BY 1',
  'SELECT substr(expiresAt, 1, 10), count(*) FROM session GROUP BY 1',
];

/** Counts whole SQLite tables: against the shell's own queries, and against a list that decodes. */
export const benchStats: Bench = async (options) => {
  const folder = await mkdtemp(join(tmpdir(), 'session-admin-bench-'));
  try {
    const { rows } = options;
    const few = join(folder, 'few.db');
    const all = join(folder, 'all.db');
    const payloads = join(folder, 'payloads.db');
    const source = join(folder, 'sessions.ndjson');
    options.note(`making three tables of ${rows} sessions`);
    await timed('sqlite3', [few, columnsOnly(rows, 5000)]);
    await timed('sqlite3', [all, columnsOnly(rows, rows)]);
    await writeSessions(rows, { [source]: (session) => JSON.stringify(session) });
    await timedTool(['put', '--from', source, '--database', payloads]);
    const stats = (database: string) => () =>
      timedToolDiscarding(['stats', '--json', '--database', database]);
    const shell = (database: string) => () =>
      timedDiscarding('sqlite3', [database, asked.join('; ')]);
    // What leaves no traces is decoded, as it is for stats.
    const list = ['list', '--all', '--where', 'seen<0', '--database', payloads];
    const pairs: Pair[] = [
      { title: 'columns, 5,000 users', peer: shell(few), ours: stats(few), ratio: 2 },
      { title: 'columns, a user each', peer: shell(all), ours: stats(all), ratio: null },
      {
        title: 'payloads, against list --where',
        peer: () => timedToolDiscarding(list),
        ours: stats(payloads),
        ratio: 1.25,
      },
    ];
    const results = [];
    for (const pair of pairs) results.push(await measurePair({ ...pair, peakMb: 200 }, options));
    return {
      report: [
        `stats: ${rows} rows, ${options.runs} runs, in turn with the shell's GROUP BY queries for the same figures`,
        '',
        ...pairTable(results),
        '',
      ],
      missed: results.flatMap(({ missed }) => missed),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
};
