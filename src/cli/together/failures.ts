import { exit } from '../exit.js';
import { failureOf } from '../failure.js';
import { ClosedPipe, type Output } from '../io.js';
import { written, type Said } from '../said.js';
import { UsageError } from '../usage.js';

/** What went wrong with some of the applications, told with the name of each. */
export class Failures {
  readonly #err: Output;
  readonly #debug: boolean;
  readonly #usage: { app: string; error: UsageError }[] = [];

  constructor(err: Output, debug: boolean) {
    this.#err = err;
    this.#debug = debug;
  }

  /** Tells an error that ended one of them, and gives its exit code. */
  async tell(app: string, error: unknown): Promise<number> {
    if (error instanceof ClosedPipe) return exit.done;
    const { code, lines } = failureOf(error, this.#debug, `${app}: `);
    // What is wrong with the command line is the same for all, and is said once.
    if (error instanceof UsageError) this.#usage.push({ app, error });
    else await this.#say(lines);
    return code;
  }

  /** Tells that one was not begun after a signal, and gives the exit code of that. */
  async notBegun(app: string, code: number): Promise<number> {
    await this.#say([{ text: `session-admin: ${app}: interrupted: nothing was begun` }]);
    return code;
  }

  /** Tells usage errors: what all of them ended with, once. */
  async tellUsage(apps: readonly string[]): Promise<void> {
    const [first] = this.#usage;
    const isOne =
      this.#usage.length === apps.length &&
      this.#usage.every(({ error }) => error.message === first?.error.message);
    for (const { app, error } of isOne ? this.#usage.slice(0, 1) : this.#usage) {
      const whose = isOne ? '' : `${app}: `;
      await this.#say(failureOf(error, this.#debug, whose).lines);
    }
  }

  async #say(lines: readonly Said[]): Promise<void> {
    for (const line of lines) {
      const text = await written(this.#err.stream, line);
      // Nobody reading stderr is no reason to stop.
      await this.#err.write(text).catch(() => undefined);
    }
  }
}
