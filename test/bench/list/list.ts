import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withEachDatabase, type BenchDatabaseName } from '../databases/all.js';
import type { Bench } from '../main.js';
import { timedTool, timedToolDiscarding } from '../measure.js';
import { measurePair, pairTable, type PairResult } from '../pairs.js';
import { writeSessions } from '../sessions.js';

/** The same rows as JSON, by token, from the database's own shell. */
const inShell: Record<BenchDatabaseName, string[]> = {
  sqlite: ['.mode json', 'SELECT token, expiry, length(data) AS size FROM sessions ORDER BY token'],
  postgres: [
    `SELECT row_to_json(r) FROM
      (SELECT token, expiry, octet_length(data) AS size FROM sessions ORDER BY token) AS r`,
  ],
  mariadb: [
    `SELECT JSON_OBJECT('token', token, 'expiry', expiry, 'size', length(data)) FROM sessions
      ORDER BY token`,
  ],
};

const listAll = ['list', '--all', '--format', 'ndjson'];
const plain = ['--fields', 'token,expiry,size'];

/** What is listed, and how many times the shell's time it may take on SQLite. */
const ways: { title: string; args: string[]; ratio: number | null; peakMb?: number }[] = [
  { title: 'by token', args: [...plain, '--sort', 'token'], ratio: 1.6 },
  { title: 'in any order', args: plain, ratio: 1.1 },
  { title: 'payloads decoded', args: [], ratio: null },
  // 42 is a byte, which most payloads have somewhere; 4242 is two, and few have them. With another
  // core, another thread decodes.
  { title: '--where on the payload', args: ['--where', 'userID=42'], ratio: 1.5, peakMb: 200 },
  { title: '--where that leaves no traces', args: ['--where', 'seen<0'], ratio: 1.5, peakMb: 200 },
  { title: '--user in the payload', args: ['--user', '4242'], ratio: null },
];

/** Lists whole tables, against the same rows printed by the database's shell. */
export const benchList: Bench = async (options) => {
  const results: PairResult[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'session-admin-bench-'));
  try {
    const source = join(folder, 'sessions.ndjson');
    options.note(`making ${options.rows} sessions`);
    await writeSessions(options.rows, { [source]: (session) => JSON.stringify(session) });
    await withEachDatabase(options.only, async (database, name) => {
      await timedTool(['put', '--from', source, '--database', database.url]);
      for (const { title, args, ratio, peakMb = 130 } of ways) {
        const pair = {
          title: `${database.title.replace(/,.*/, '')}, ${title}`,
          peer: () => database.inShell(...inShell[name]),
          ours: () => timedToolDiscarding([...listAll, ...args, '--database', database.url]),
          // The servers have no target of their own.
          ratio: name === 'sqlite' ? ratio : null,
          peakMb,
        };
        results.push(await measurePair(pair, options));
      }
    });
  } finally {
    await rm(folder, { recursive: true });
  }
  return {
    report: [
      `list: ${options.rows} rows, ${options.runs} runs, in turn with the shell printing token, expiry and size as JSON by token`,
      '',
      ...pairTable(results),
      '',
    ],
    missed: results.flatMap(({ missed }) => missed),
  };
};
