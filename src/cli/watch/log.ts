import type { Clock, PurgeResult, SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';
import { describeFailure } from '../failure.js';
import type { ResultRenderer } from '../formats/contract.js';
import { showsUnicode } from '../output/unicode.js';
import { Progress } from '../progress.js';
import {
  purgeRecord,
  saidUnlessQuiet,
  whatStays,
  whatWent,
  whereFrom,
} from '../shared/purge-report.js';
import { counted, grouped } from '../text.js';
import { formatDuration } from '../values/duration.js';
import { WatchStatus } from './status.js';
import type { Tally } from './tally.js';

/**
 * What a watch says: a line for each run on stdout, what goes wrong once on stderr, and on a terminal a
 * line that stays below, which makes those of runs that did nothing superfluous.
 */
export class WatchLog {
  readonly #context: Context;
  readonly #write: ResultRenderer;
  readonly #status: WatchStatus;
  readonly #unread = new AbortController();
  #writing = Promise.resolve();
  /** What the last run said of sessions that it could not delete. */
  #stays: string | null = null;
  /** Since when runs have failed. */
  #failingSince: Date | undefined;

  constructor(context: Context, write: ResultRenderer, clock: Clock) {
    const { io, settings } = context;
    this.#context = context;
    this.#write = saidUnlessQuiet(context, write);
    const line = new Progress(io.stderr, settings.quiet);
    this.#status = new WatchStatus(line, clock, showsUnicode(io.env));
  }

  /** Fires when there is nobody left to read the lines. */
  get unread(): AbortSignal {
    return this.#unread.signal;
  }

  /** Says on a terminal what is watched: runs that find nothing leave no line there. */
  async began(store: SequelizeStore, interval: number): Promise<void> {
    if (!this.#status.visible) return;
    const { database, table } = whereFrom(store);
    const every = formatDuration(interval);
    await this.#context.note(`watching ${table} of ${database}, every ${every}; Ctrl-C ends it`);
  }

  purging(tally: Tally): void {
    this.#status.purging(tally);
  }

  ran(store: SequelizeStore, now: Date, result: PurgeResult, advice: string | null): void {
    const time = now.toISOString();
    this.#status.clear();
    if (this.#failingSince && !this.#machine) {
      const away = formatDuration(now.getTime() - this.#failingSince.getTime());
      this.#queue(() => this.#context.note(`${time} runs succeed again, after ${away}`));
    }
    this.#failingSince = undefined;
    this.#sayWhatStays(time, result);
    if (result.deleted > 0 || this.#tellsEachRun) {
      const sentence = `${time} ${whatWent(this.#hasStatus ? null : store, result)}`;
      this.#line(this.#write({ time, ...purgeRecord(store, result) }, sentence));
    }
    if (advice !== null) this.#queue(() => this.#context.note(`${time} ${advice}`));
  }

  /** Said once: what cannot be deleted stays, run by run. */
  #sayWhatStays(time: string, result: PurgeResult): void {
    const { problem, passedOver } = whatStays(result);
    if (passedOver !== null) this.#queue(() => this.#context.detail(`${time} ${passedOver}`));
    if (problem !== null && problem !== this.#stays)
      this.#queue(() => this.#context.warn(`${time} ${problem}`));
    this.#stays = problem;
  }

  failed(store: SequelizeStore, now: Date, error: unknown, { inHand }: Tally): void {
    const time = now.toISOString();
    const { message } = describeFailure(error);
    this.#status.clear();
    if (this.#machine) {
      const { deleted = 0, batches = 0 } = inHand ?? {};
      this.#line(this.#write({ time, ...whereFrom(store), deleted, batches, error: message }, ''));
    } else if (this.#failingSince === undefined) {
      // Said once: a database that is away for an hour is one piece of news.
      this.#queue(() => this.#context.problem(`${time} ${message}; trying again`));
    } else {
      this.#queue(() => this.#context.detail(`${time} ${message}`));
    }
    this.#failingSince ??= now;
  }

  waiting(next: Date, tally: Tally): void {
    this.#queue(() => this.#status.waiting(next, tally));
  }

  /** Takes the status away, where something else is to be said. */
  clear(): void {
    this.#status.clear();
  }

  async end({ runs, failed, deleted }: Tally): Promise<void> {
    await this.#writing.finally(() => this.clear());
    const failures = failed > 0 ? `, ${grouped(failed)} failed` : '';
    await this.#context.note(
      `stopped after ${counted(runs, 'run')}${failures}: ${counted(deleted, 'expired session')} deleted`,
    );
  }

  /** Whether a program reads along, which wants every run. */
  get #machine(): boolean {
    return this.#context.settings.formats.result.forMachines;
  }

  /** Whether the status stands on the same terminal, below what names the database. */
  get #hasStatus(): boolean {
    return this.#context.io.stdout.isTTY === true && this.#status.visible;
  }

  /** The status tells of the runs that did nothing. */
  get #tellsEachRun(): boolean {
    return this.#machine || this.#context.settings.verbose || !this.#hasStatus;
  }

  #line(text: string): void {
    this.#queue(async () => {
      await this.#context.out.write(text);
      await this.#context.out.flush();
    });
  }

  /** One after the other, so that all stands above the status; what cannot be written ends the watch. */
  #queue(work: () => void | Promise<void>): void {
    this.#writing = this.#writing.then(work);
    this.#writing.catch(() => this.#unread.abort());
  }
}
