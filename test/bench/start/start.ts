import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, BenchOptions } from '../main.js';
import { markdownTable } from '../markdown.js';
import { median, percentile, timed, tool } from '../measure.js';
import { startCases, type StartCase } from './cases.js';

const rows = 20;

/** In the short form a target is missed only by an order of magnitude. */
const shortFactor = 10;

/** The times of one command line, and of `node -e 0` beside each. */
interface Times {
  ours: number[];
  node: number[];
}

const noTimes = (): Times => ({ ours: [], node: [] });

/** Starts the built tool, in turn with a Node that does nothing, in a home of their own. */
export const benchStart: Bench = async (options) => {
  const home = await mkdtemp(join(tmpdir(), 'session-admin-bench-'));
  try {
    const cases = startCases.filter(
      ({ name }) => options.only.length === 0 || options.only.includes(name),
    );
    const env = { HOME: home, SESSION_ADMIN_DATABASE: join(home, 'sessions.db') };
    await makeSessions(home, env);
    const measured = await measure(cases, env, options);
    return {
      report: [
        `start: ${options.runs} runs, each round in turn with \`node -e 0\`; ratio: the median (10th to 90th percentile)`,
        '',
        ...markdownTable(
          ['command', 'node -e 0, ms', 'ms', 'ratio', 'target'],
          cases.map((what) => reportRow(what, measured.get(what))),
        ),
        '',
      ],
      missed: cases.flatMap((what) => miss(what, measured.get(what), options)),
    };
  } finally {
    await rm(home, { recursive: true });
  }
};

async function makeSessions(home: string, env: Record<string, string>): Promise<void> {
  const file = join(home, 'sessions.ndjson');
  const lines = Array.from({ length: rows }, (_, i) => {
    const token = `session-${String(i).padStart(2, '0')}-${'x'.repeat(32)}`;
    return JSON.stringify({ token, data: { userID: i, role: 'admin' }, ttl: '1d' });
  });
  await writeFile(file, lines.join('\n'));
  await timed(process.execPath, [tool, 'put', '--from', file], env);
}

async function measure(
  cases: StartCase[],
  env: Record<string, string>,
  { runs, note }: BenchOptions,
): Promise<Map<StartCase, Times>> {
  const measured = new Map(cases.map((what) => [what, noTimes()]));
  // The first round leaves its compiled code, and is not counted.
  for (let run = 0; run <= runs; run++) {
    for (const [what, times] of measured) {
      const node = await timed(process.execPath, ['-e', '0'], env);
      const args = [tool, ...what.argv];
      const ours = await timed(process.execPath, args, { ...env, ...what.env }, what.exitCode);
      if (what.argv.length === 1 && what.argv[0] === 'list') checkRows(ours.stdout);
      if (run === 0) continue;
      times.node.push(node.ms);
      times.ours.push(ours.ms);
    }
    if (run % 10 === 0) note(`start: run ${run} of ${runs}`);
  }
  return measured;
}

function checkRows(stdout: string): void {
  const listed = stdout.split('\n').length - 1;
  if (listed !== rows) throw new Error(`list gave ${listed} rows of ${rows}`);
}

const ratios = ({ ours, node }: Times): number[] => ours.map((ms, i) => ms / (node[i] ?? NaN));

function reportRow({ title, target }: StartCase, times: Times = noTimes()): string[] {
  const all = ratios(times);
  const [low, middle, high] = [0.1, 0.5, 0.9].map((share) => percentile(all, share).toFixed(2));
  return [
    title,
    median(times.node).toFixed(0),
    median(times.ours).toFixed(0),
    `${middle} (${low}–${high})`,
    target === undefined ? '' : `≤ ${target}`,
  ];
}

function miss({ title, target }: StartCase, times: Times | undefined, options: BenchOptions) {
  if (target === undefined || !times) return [];
  const bound = target * (options.short ? shortFactor : 1);
  const ratio = median(ratios(times));
  return ratio > bound ? [`${title}: ratio ${ratio.toFixed(2)} of at most ${bound}`] : [];
}
