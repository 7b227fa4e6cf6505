import { Cleanup, systemClock, type PurgeResult } from '../../index.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { catchSignals } from '../interrupt.js';
import { given } from '../options.js';
import { createResultRenderer } from '../output/result.js';
import { describeFailure } from '../failure.js';
import { Progress } from '../progress.js';
import { counted, grouped } from '../text.js';
import { UsageError } from '../usage.js';
import { parsePercent } from '../values/count.js';
import { formatDuration, parseDuration } from '../values/duration.js';
import type { CommandDefinition } from './command.js';
import {
  definePurgeOptions,
  purgeRecord,
  readPurgeOptions,
  whatWent,
  type PurgeFlags,
} from './purge.js';

interface WatchFlags extends Omit<PurgeFlags, 'dryRun'> {
  interval?: string;
  jitter?: string;
}

const fiveMinutesMs = 5 * 60 * 1000;

export const watch: CommandDefinition = {
  usage: 'watch',
  summary: 'remove the expired sessions every interval, until interrupted',
  examples: [
    'session-admin watch',
    'session-admin watch --interval 10m --jitter 20',
    'session-admin watch --format ndjson >> purges.ndjson',
  ],

  define: (command) => {
    command
      .option('--interval <duration>', 'from the end of a purge to the next, 5m by default')
      .option(
        '--jitter <percent>',
        'spread the intervals by so much, so that replicas do not purge together',
      );
    definePurgeOptions(command);
  },

  run: async (context, _args, flags: WatchFlags) => {
    context.refuseFormat('tokens');
    const interval = given('--interval', flags.interval, parseDuration) ?? fiveMinutesMs;
    if (interval === 0) throw new UsageError('--interval: expected more than 0; purge runs once');
    const jitter = (given('--jitter', flags.jitter, parsePercent) ?? 0) / 100;
    const options = readPurgeOptions(flags);
    const interrupt = catchSignals();
    const log = await createLog(context);
    try {
      return await context.withStore({}, async (store) => {
        const cleanup = new Cleanup((signal) => store.purge({ ...options, signal }), systemClock, {
          interval,
          jitter,
          immediate: true,
          onRun: log.ran,
          onError: log.failed,
          onWait: log.waiting,
        });
        await untilAborted(interrupt.signal);
        await cleanup.stop();
        await log.end();
        return exit.done;
      });
    } finally {
      interrupt.release();
    }
  },
};

/** Resolves when the signal fires, and keeps the process alive until then. */
function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 2 ** 30);
    const end = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

/** What a watch says: a line for each run on stdout, and on a terminal a line that stays below. */
async function createLog(context: Context) {
  const { format, verbose, quiet } = context.settings;
  const write = await createResultRenderer(format === 'json' ? 'ndjson' : format);
  const status = new Progress(context.io.stderr, quiet);
  const total = { runs: 0, deleted: 0, failed: 0 };
  let last = '';
  let writing = Promise.resolve();
  const line = (text: string): void => {
    // One after the other, and a closed pipe is for the end to report.
    writing = writing.then(() => context.out.write(text));
    writing.catch(() => undefined);
  };
  const time = (): string => new Date().toISOString();
  return {
    ran: (result: PurgeResult): void => {
      total.runs++;
      total.deleted += result.deleted;
      last = `last run ${time()}: ${whatWent(result)}`;
      status.clear();
      const record = { time: time(), ...purgeRecord(result) };
      const worthSaying = format !== 'table' && format !== 'tsv';
      if (worthSaying || result.deleted > 0 || verbose) {
        line(write(record, `${time()} ${whatWent(result)}`));
      }
    },
    failed: (error: unknown): void => {
      total.runs++;
      total.failed++;
      const { message } = describeFailure(error);
      last = `last run ${time()}: failed`;
      status.clear();
      if (format === 'ndjson' || format === 'json')
        line(write({ time: time(), error: message }, ''));
      else void context.problem(`${time()} ${message}`);
    },
    waiting: (next: Date): void => {
      const wait = formatDuration(
        Math.max(1000, Math.round((next.getTime() - Date.now()) / 1000) * 1000),
      );
      status.show(
        `${last}; next in ${wait}; ${grouped(total.deleted)} in ${counted(total.runs, 'run')}`,
      );
    },
    end: async (): Promise<void> => {
      status.clear();
      await writing;
      const failures = total.failed > 0 ? `, ${grouped(total.failed)} failed` : '';
      await context.note(
        `stopped after ${counted(total.runs, 'run')}${failures}: ${counted(total.deleted, 'expired session')} deleted`,
      );
    },
  };
}
