import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withEachDatabase, type BenchDatabaseName } from '../databases/all.js';
import type { Bench } from '../main.js';
import { timedTool } from '../measure.js';
import { measurePair, pairTable, type PairResult } from '../pairs.js';
import { writeSessions, type BenchSession } from '../sessions.js';

interface Peer {
  /** A line of the shell's own input. */
  line: (session: BenchSession) => string;
  /** The shell's commands that read a file of them. */
  load: (file: string) => string[];
  ratio: number | null;
}

const spaced = (expiry: string): string => expiry.replace('T', ' ').replace('Z', '');
const hex = (raw: string): string => Buffer.from(raw, 'base64').toString('hex');

const peers: Record<BenchDatabaseName, Peer> = {
  sqlite: {
    line: ({ token, raw, expiry }) => `${token}|${raw}|${spaced(expiry)}+00:00`,
    load: (file) => ['.mode list', `.import ${file} sessions`],
    ratio: 2,
  },
  postgres: {
    line: ({ token, raw, expiry }) => `${token}\t\\\\x${hex(raw)}\t${expiry}`,
    load: (file) => [`\\copy sessions FROM '${file}'`],
    ratio: null,
  },
  mariadb: {
    line: ({ token, raw, expiry }) => `${token}\t${hex(raw)}\t${spaced(expiry)}`,
    load: (file) => [
      `LOAD DATA LOCAL INFILE '${file}' INTO TABLE sessions (token, @data, expiry)
        SET data = unhex(@data)`,
    ],
    ratio: null,
  },
};

/** Imports sessions into an empty table, against the shell's own command for that. */
export const benchImport: Bench = async (options) => {
  const results: PairResult[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'session-admin-bench-'));
  try {
    const source = join(folder, 'sessions.ndjson');
    const file = (name: string): string => join(folder, `${name}.txt`);
    options.note(`making ${options.rows} sessions`);
    await writeSessions(options.rows, {
      [source]: (session) => JSON.stringify(session),
      ...Object.fromEntries(Object.entries(peers).map(([name, { line }]) => [file(name), line])),
    });
    await withEachDatabase(options.only, async (database, name) => {
      const empty = async (): Promise<void> => {
        await database.refresh();
        await database.inShell('DELETE FROM sessions');
      };
      const pair = {
        title: database.title.replace(/,.*/, ''),
        peer: async () => {
          await empty();
          return database.inShell(...peers[name].load(file(name)));
        },
        ours: async () => {
          await empty();
          return timedTool(['put', '--from', source, '--database', database.url]);
        },
        ratio: peers[name].ratio,
        peakMb: 130,
      };
      results.push(await measurePair(pair, options));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
  return {
    report: [
      `import: ${options.rows} sessions from NDJSON, ${options.runs} runs, in turn with the shell's own import of the same rows`,
      '',
      ...pairTable(results),
      '',
    ],
    missed: results.flatMap(({ missed }) => missed),
  };
};
