import { chosenDatabases, withDatabase } from '../databases/all.js';
import type { BenchDatabase } from '../databases/contract.js';
import type { Bench, BenchOptions } from '../main.js';
import { markdownTable } from '../markdown.js';
import { median, timedToolDiscarding } from '../measure.js';

const token = 'bench-scale-token';
const all = ['list', '--all', '--format', 'ndjson', '--fields', 'token,expiry,size'];

/** What is run on each table, in this order: `put` makes the session that `get` and `delete` name. */
const commands: { title: string; args: string[] }[] = [
  { title: 'put', args: ['put', token, '--data', '{"userID":1}', '--ttl', '1h'] },
  { title: 'get', args: ['get', token] },
  { title: 'delete', args: ['delete', token] },
  { title: 'count', args: ['list', '--all', '--format', 'count'] },
  { title: 'list --limit 20', args: ['list', '--all', '--limit', '20'] },
  { title: 'list', args: all },
  { title: 'list --sort token', args: [...all, '--sort', 'token'] },
  { title: 'list --sort expiry', args: [...all, '--sort', 'expiry'] },
];

/** How the time and the memory of each command grow with the table: 10^3 rows, 10^4 … `--rows`. */
export const benchScale: Bench = async (options) => {
  const report: string[] = [];
  for (const name of chosenDatabases(options.only)) {
    const rows: string[][] = [];
    let title = '';
    for (let n = 1000; n <= options.rows; n *= 10) {
      options.note(`${name}: making ${n} rows`);
      await withDatabase(name, n, async (database) => {
        title = database.title;
        rows.push([n.toLocaleString('en'), ...(await measureAll(database, options))]);
      });
    }
    report.push(
      `${title}: seconds / peak MB, medians of ${options.runs} runs`,
      '',
      ...markdownTable(['rows', ...commands.map((command) => command.title)], rows),
      '',
    );
  }
  return { report, missed: [] };
};

async function measureAll(
  database: BenchDatabase,
  { runs, note }: BenchOptions,
): Promise<string[]> {
  const measured = commands.map(() => ({ ms: [] as number[], mb: [] as number[] }));
  for (let run = 0; run < runs; run++) {
    for (const [i, { title, args }] of commands.entries()) {
      const { ms, peakMb } = await timedToolDiscarding([...args, '--database', database.url]);
      measured[i]?.ms.push(ms);
      measured[i]?.mb.push(peakMb);
      note(`${title}: ${ms.toFixed(0)} ms, ${peakMb.toFixed(0)} MB`);
    }
  }
  return measured.map(
    ({ ms, mb }) => `${(median(ms) / 1000).toFixed(2)} / ${median(mb).toFixed(0)}`,
  );
}
