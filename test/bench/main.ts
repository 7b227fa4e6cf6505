import { parseArgs } from 'node:util';
import { benchGob } from './gob/gob.js';
import { benchImport } from './import/import.js';
import { benchFacts } from './list/facts.js';
import { benchList } from './list/list.js';
import { describeMachine } from './machine.js';
import { benchPurge } from './purge/purge.js';
import { benchScale } from './scale/scale.js';
import { benchStart } from './start/start.js';
import { benchStats } from './stats/stats.js';

/** What every benchmark is told. */
export interface BenchOptions {
  /** Rows of a table. */
  rows: number;
  /** How often each measurement is made, its peer's in turn with it. */
  runs: number;
  /** Databases, or cases, to leave the others out, by their short names. */
  only: readonly string[];
  /** Small tables, and bounds that only an order of magnitude breaks: for CI. */
  short: boolean;
  /** Says what is being done, on standard error. */
  note: (text: string) => void;
}

/** Gives the lines of its report, and what missed its target. */
export type Bench = (options: BenchOptions) => Promise<{ report: string[]; missed: string[] }>;

const benches = {
  purge: benchPurge,
  start: benchStart,
  list: benchList,
  facts: benchFacts,
  stats: benchStats,
  import: benchImport,
  gob: benchGob,
  scale: benchScale,
} satisfies Record<string, Bench>;

/** How often each measurement is made where `--runs` does not say. */
const usualRuns: Partial<Record<string, { full: number; short: number }>> = {
  start: { full: 40, short: 5 },
};

const usage = `npm run bench -- <${Object.keys(benches).join('|')}> [--rows <n>] [--runs <n>] [--only <name>]… [--short]`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rows: { type: 'string' },
      runs: { type: 'string' },
      only: { type: 'string', multiple: true },
      short: { type: 'boolean', default: false },
    },
  });
  const named = positionals.map((name) => ({
    bench: (benches as Partial<Record<string, Bench>>)[name],
    usual: usualRuns[name] ?? { full: 3, short: 1 },
  }));
  if (named.length === 0 || named.some(({ bench }) => !bench)) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const options = {
    rows: Number(values.rows ?? (values.short ? 50_000 : 1_200_000)),
    only: values.only ?? [],
    short: values.short,
    note: (text: string) => process.stderr.write(`${text}\n`),
  };
  const lines = [describeMachine(), ''];
  const missed: string[] = [];
  for (const { bench, usual } of named) {
    const runs = Number(values.runs ?? (values.short ? usual.short : usual.full));
    const result = await bench?.({ ...options, runs });
    lines.push(...(result?.report ?? []));
    missed.push(...(result?.missed ?? []));
  }
  for (const text of missed) lines.push(`- missed: ${text}`);
  process.stdout.write(`${lines.join('\n')}\n`);
  return missed.length > 0 ? 1 : 0;
}

process.exitCode = await main();
