import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, BenchOptions } from '../main.js';
import { liveRows, type BenchDatabase } from '../databases/contract.js';
import { markdownTable } from '../markdown.js';
import { median, percentile, spread, timedTool } from '../measure.js';
import { besideWriter } from './beside-writer.js';
import { purgeCases, type PurgeTarget, type PurgeWay } from './cases.js';
import type { Waits } from './writer.js';

/** The purge and one DELETE of the database's shell, each measured once. */
interface Pair {
  shellMs: number;
  purgeMs: number;
  peakMb: number;
  /** What the writing client felt alone, and beside the one and the other. */
  alone: Waits;
  besideShell: Waits;
  besidePurge: Waits;
}

const nobody: Waits = { waits: [], failures: [] };

/** How long the client writes alone first. */
const aloneMs = 20_000;

/** In the short form a target is missed only by an order of magnitude. */
const shortFactor = 10;

/** Purges five sixths of a table, against one DELETE by the database's own shell. */
export const benchPurge: Bench = async (options) => {
  const rows: string[][] = [];
  const missed: string[] = [];
  for (const { name, open, ways } of purgeCases) {
    if (options.only.length > 0 && !options.only.includes(name)) continue;
    const database = await open();
    try {
      options.note(`${database.title}: making ${options.rows} rows`);
      await database.prepare(options.rows);
      for (const way of ways) {
        const pairs = await measurePairs(database, way, options);
        rows.push(reportRow(database, way, pairs));
        missed.push(
          ...misses(pairs, way.target, options).map((text) => `${titleOf(database, way)}: ${text}`),
        );
      }
    } finally {
      await database.drop();
    }
  }
  return {
    report: [
      `purge: ${options.rows - liveRows(options.rows)} expired of ${options.rows} rows, ${options.runs} runs, in turn with one DELETE by the database's shell;`,
      'worst / p99 wait in ms and failed writes of a client that writes a session every 5 ms',
      '',
      ...markdownTable(
        [
          'way',
          'DELETE, s',
          'purge, s',
          'ratio',
          'target',
          'waits: alone',
          'DELETE',
          'purge',
          'peak MB',
        ],
        rows,
      ),
      '',
    ],
    missed,
  };
};

async function measurePairs(
  database: BenchDatabase,
  way: PurgeWay,
  { runs, rows, short, note }: BenchOptions,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let run = 1; run <= runs; run++) {
    await database.refresh();
    // The machine's own stalls, which no purge is to blame for.
    const alone = await measured(database, way, () => sleep(way.writer && !short ? aloneMs : 0));
    const shell = await measured(database, way, () => database.deleteInShell());
    await database.refresh();
    const purge = await measured(database, way, () =>
      timedTool(['purge', '--database', database.url, ...way.flags]),
    );
    const left = await database.count();
    if (left.expired > 0 || left.live !== liveRows(rows)) {
      throw new Error(`${database.title}: ${left.expired} expired and ${left.live} live are left`);
    }
    const pair: Pair = {
      shellMs: shell.result.ms,
      purgeMs: purge.result.ms,
      peakMb: purge.result.peakMb,
      alone: alone.felt,
      besideShell: shell.felt,
      besidePurge: purge.felt,
    };
    pairs.push(pair);
    note(`${titleOf(database, way)}, run ${run}: ${reportRow(database, way, [pair]).join(' | ')}`);
  }
  return pairs;
}

const measured = async <T>(
  database: BenchDatabase,
  way: PurgeWay,
  work: () => Promise<T>,
): Promise<{ result: T; felt: Waits }> =>
  way.writer ? besideWriter(database.url, work) : { result: await work(), felt: nobody };

const titleOf = ({ title }: BenchDatabase, way: PurgeWay): string => `${title}, ${way.title}`;

const ratios = (pairs: Pair[]): number[] => pairs.map((pair) => pair.purgeMs / pair.shellMs);

const worst = (pairs: Pair[]): number =>
  percentile(
    pairs.flatMap((pair) => pair.besidePurge.waits),
    1,
  );

function reportRow(database: BenchDatabase, way: PurgeWay, pairs: Pair[]): string[] {
  const { ratio, waitMs } = way.target;
  return [
    titleOf(database, way),
    (median(pairs.map((pair) => pair.shellMs)) / 1000).toFixed(1),
    (median(pairs.map((pair) => pair.purgeMs)) / 1000).toFixed(1),
    spread(ratios(pairs), ratio < 1 ? 2 : 1),
    `≤ ${ratio}${waitMs === undefined ? '' : `, ${waitMs} ms`}`,
    showWaits(pairs.map((pair) => pair.alone)),
    showWaits(pairs.map((pair) => pair.besideShell)),
    showWaits(pairs.map((pair) => pair.besidePurge)),
    String(Math.round(Math.max(...pairs.map((pair) => pair.peakMb)))),
  ];
}

function showWaits(all: Waits[]): string {
  const waits = all.flatMap((felt) => felt.waits);
  if (waits.length === 0) return 'no writer';
  const failed = all.flatMap((felt) => felt.failures).length;
  const ms = [percentile(waits, 1), percentile(waits, 0.99)].map((wait) => wait.toFixed(0));
  return `${ms.join(' / ')}, ${failed} failed`;
}

function misses(pairs: Pair[], target: PurgeTarget, { short }: BenchOptions): string[] {
  const factor = short ? shortFactor : 1;
  const bounds: [string, number, number | undefined][] = [
    ['ratio', median(ratios(pairs)), target.ratio * factor],
    ['worst wait, ms', worst(pairs), target.waitMs && target.waitMs * factor],
    ['failed writes', pairs.flatMap((pair) => pair.besidePurge.failures).length, 0],
    ['peak MB', Math.max(...pairs.map((pair) => pair.peakMb)), short ? undefined : target.peakMb],
  ];
  return bounds
    .filter(([, value, bound]) => bound !== undefined && value > bound)
    .map(([what, value, bound]) => `${what} ${value.toFixed(2)} of at most ${bound}`);
}
