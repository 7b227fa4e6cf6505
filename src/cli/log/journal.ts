import { promises } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { FileFailed } from '../files.js';
import { BegunFile, leftBehind } from './begun.js';
import { appendTo, checkLog } from './file.js';
import { bounded, type Unchained } from './line.js';
import { whileLocked } from './lock.js';
import { hasLine } from './read.js';
import { withNames } from './typed.js';
import { elapsed } from '../../inside.js';

/** What a command has done so far; what is left out stays as it was said before. */
export interface Counts {
  matched?: number;
  deleted?: number;
  stored?: number;
}

/** What is not known before it is done. */
const notCounted = { matched: null, deleted: null, stored: null, durationMs: null };

/** What became of a command that did not come to say it. */
const killed = 'killed';

/** What a command is, for its line. */
export type Intent = Pick<Unchained, 'app' | 'command' | 'filter' | 'reason'>;

/** The line that one command writes into the log: begun before anything is changed, appended at its end. */
export class Journal {
  readonly #path: string;
  #line: Unchained;
  #started = elapsed();
  #begun: BegunFile | null = null;
  /** Whether there is a line that could not be written. */
  #isUnwritten = false;
  /** Whether it has runs, which have a line each, and no line of its own. */
  hasRuns = false;

  constructor(path: string, intent: Intent) {
    this.#path = path;
    const { app, command, filter, reason } = intent;
    const where = { app, database: null, table: null };
    const time = new Date().toISOString();
    const line = { time, by: whoRuns(), ...where, command, filter, reason, ...notCounted };
    this.#line = bounded({ ...line, outcome: killed });
  }

  /** Whether something may have been changed by now. */
  get hasBegun(): boolean {
    return this.#begun !== null;
  }

  /**
   * Says what is about to be done, shows that the log can be written, and that nobody holds it for long,
   * and has it say what others did that were killed. Throws FileFailed, and then nothing may be changed.
   */
  async begin(): Promise<void> {
    if (this.#begun !== null) return;
    let begun: BegunFile | undefined;
    try {
      await checkLog(this.#path);
      begun = await BegunFile.create(this.#path, this.#line);
      await this.#tellOfKilled();
    } catch (error) {
      await begun?.remove();
      throw error instanceof FileFailed
        ? new FileFailed(`${error.message}: nothing was changed`, { cause: error.cause })
        : error;
    }
    this.#begun = begun;
  }

  /** Says where the command works. */
  async at({ database, table }: { database: string; table: string }): Promise<void> {
    this.#line = bounded({ ...this.#line, database, table });
    await this.#begun?.say(this.#line);
  }

  /** Says what else a person goes by who was named: an id, a login. */
  named(who: string, names: readonly string[]): void {
    const { filter } = this.#line;
    if (filter === null || names.length === 0) return;
    this.#line = bounded({ ...this.#line, filter: withNames(filter, who, names) });
  }

  /** Says what was done so far. */
  did({ matched, deleted, stored }: Counts): void {
    const line = this.#line;
    this.#line = {
      ...line,
      matched: matched ?? line.matched,
      deleted: deleted ?? line.deleted,
      stored: stored ?? line.stored,
    };
  }

  /** Begins one of several runs, which get a line each. Throws like `begin`. */
  async run(): Promise<void> {
    await checkLog(this.#path);
    this.hasRuns = true;
    this.#started = elapsed();
    this.#line = { ...this.#line, time: new Date().toISOString(), ...notCounted };
  }

  /** Writes the line of a run. */
  async ran(outcome: string): Promise<void> {
    await this.#append(this.#ended(outcome));
  }

  /** Writes the command's line. What cannot be written stays beside the log, for the next command to write. */
  async end(outcome: string): Promise<void> {
    const line = this.#ended(outcome);
    // Who is killed before the file is gone has ended, and the next command sees whether that is told.
    await this.#begun?.say(line).catch(() => undefined);
    try {
      await this.#append(line);
    } finally {
      await this.close();
    }
  }

  /** Ends without a line of its own. */
  async close(): Promise<void> {
    await (this.#isUnwritten ? this.#begun?.leave() : this.#begun?.remove());
  }

  #ended(outcome: string): Unchained {
    const durationMs = Math.round(elapsed() - this.#started);
    return bounded({ ...this.#line, durationMs, outcome });
  }

  async #append(line: Unchained): Promise<void> {
    const append = (): Promise<void> => whileLocked(this.#path, () => appendTo(this.#path, [line]));
    try {
      await append();
    } catch (error) {
      this.#isUnwritten = true;
      await this.#begun?.say(line).catch(() => undefined);
      if (!isFull(error)) throw error;
      await this.#begun?.giveRoom();
      await append();
      this.#isUnwritten = false;
    }
  }

  /** What others had begun, and what became of it as far as they came to say. */
  async #tellOfKilled(): Promise<void> {
    await whileLocked(this.#path, async () => {
      for (const { path, line } of await leftBehind(this.#path)) {
        const isTold = line.outcome !== killed && (await hasLine(this.#path, line));
        if (!isTold) await appendTo(this.#path, [line]);
        await promises.unlink(path).catch(() => undefined);
      }
    });
  }
}

const isFull = (error: unknown): boolean =>
  ((error as { cause?: NodeJS.ErrnoException }).cause?.code ?? '') === 'ENOSPC';

/** A container's user may have a number alone. */
function whoRuns(): string {
  const name = (): string => {
    try {
      return userInfo().username;
    } catch {
      return String(process.getuid?.() ?? 'unknown');
    }
  };
  return `${name()}@${hostname()}`;
}
