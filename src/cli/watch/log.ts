import type { PurgeResult, SequelizeStore } from '../../index.js';
import { purgeRecord, whatStays, whatWent, whereFrom } from '../shared/purge-report.js';
import type { Context } from '../context.js';
import { describeFailure } from '../failure.js';
import type { ResultRenderer } from '../formats/contract.js';
import { Progress } from '../progress.js';
import { counted, grouped } from '../text.js';
import { formatDuration } from '../values/duration.js';
import type { Tally } from './tally.js';

/**
 * What a watch says: a line for each run that did something on stdout, what goes wrong once on
 * stderr, and on a terminal a line that stays below.
 */
export class WatchLog {
  readonly #context: Context;
  readonly #write: ResultRenderer;
  readonly #status: Progress;
  readonly #unread = new AbortController();
  #writing = Promise.resolve();
  #last = '';
  /** What the last run said of sessions that it could not delete. */
  #stays: string | null = null;
  /** Since when runs have failed. */
  #failingSince: Date | undefined;

  constructor(context: Context, write: ResultRenderer) {
    this.#context = context;
    this.#write = write;
    this.#status = new Progress(context.io.stderr, context.settings.quiet);
  }

  /** Fires when there is nobody left to read the lines. */
  get unread(): AbortSignal {
    return this.#unread.signal;
  }

  ran(store: SequelizeStore, now: Date, result: PurgeResult): void {
    const time = now.toISOString();
    const sentence = whatWent(store, result);
    this.#last = `last run ${time}: ${sentence}`;
    this.#status.clear();
    if (this.#failingSince && !this.#machine) {
      const away = formatDuration(now.getTime() - this.#failingSince.getTime());
      void this.#context.note(`${time} runs succeed again, after ${away}`);
    }
    this.#failingSince = undefined;
    this.#sayWhatStays(time, result);
    if (this.#machine || result.deleted > 0 || this.#context.settings.verbose) {
      this.#line(this.#write({ time, ...purgeRecord(store, result) }, `${time} ${sentence}`));
    }
  }

  /** Said once: what cannot be deleted stays, run by run. */
  #sayWhatStays(time: string, result: PurgeResult): void {
    const { problem, passedOver } = whatStays(result);
    if (passedOver !== null) void this.#context.detail(`${time} ${passedOver}`);
    if (problem !== null && problem !== this.#stays) void this.#context.warn(`${time} ${problem}`);
    this.#stays = problem;
  }

  failed(store: SequelizeStore, now: Date, error: unknown, { inHand }: Tally): void {
    const time = now.toISOString();
    const { message } = describeFailure(error);
    this.#last = `last run ${time}: failed`;
    this.#status.clear();
    if (this.#machine) {
      const { deleted = 0, batches = 0 } = inHand ?? {};
      this.#line(this.#write({ time, ...whereFrom(store), deleted, batches, error: message }, ''));
    } else if (this.#failingSince === undefined) {
      // Said once: a database that is away for an hour is one piece of news.
      void this.#context.problem(`${time} ${message}; trying again`);
    } else {
      void this.#context.detail(`${time} ${message}`);
    }
    this.#failingSince ??= now;
  }

  waiting(now: Date, next: Date, { deleted, runs }: Tally): void {
    const ms = Math.max(1000, Math.round((next.getTime() - now.getTime()) / 1000) * 1000);
    this.#status.show(
      `${this.#last}; next in ${formatDuration(ms)}; ${grouped(deleted)} in ${counted(runs, 'run')}`,
    );
  }

  async end({ runs, failed, deleted }: Tally): Promise<void> {
    this.#status.clear();
    await this.#writing;
    const failures = failed > 0 ? `, ${grouped(failed)} failed` : '';
    await this.#context.note(
      `stopped after ${counted(runs, 'run')}${failures}: ${counted(deleted, 'expired session')} deleted`,
    );
  }

  /** Whether a program reads along, which wants every run. */
  get #machine(): boolean {
    return this.#context.settings.formats.result.forMachines;
  }

  #line(text: string): void {
    // One after the other; what cannot be written ends the watch, and its end says why.
    this.#writing = this.#writing
      .then(() => this.#context.out.write(text))
      .then(() => this.#context.out.flush());
    this.#writing.catch(() => this.#unread.abort());
  }
}
