import type { Io } from '../io.js';
import { escapeText } from '../output/escape.js';
import { written } from '../said.js';
import { prompting, type Question } from '../shared/ask.js';

interface Asked extends Question {
  readonly app: string;
  readonly signal: AbortSignal;
  readonly answer: (yes: boolean) => void;
}

/**
 * One question for all: asked when every application has said what would go, or has ended without a
 * question. A protected one wants its own name behind it.
 */
export class Ballot {
  readonly #io: Io;
  readonly #running: Set<string>;
  #asked: Asked[] = [];

  constructor(io: Io, apps: readonly string[]) {
    this.#io = io;
    this.#running = new Set(apps);
  }

  ask(app: string, question: Question, signal: AbortSignal): Promise<boolean> {
    return new Promise((answer) => {
      this.#asked.push({ ...question, app, signal, answer });
      this.ended(app);
    });
  }

  /** Nobody waits for an application's question any more. */
  ended(app: string): void {
    this.#running.delete(app);
    if (this.#running.size === 0 && this.#asked.length > 0) void this.#decide();
  }

  async #decide(): Promise<void> {
    const asked = this.#asked;
    this.#asked = [];
    const { stderr } = this.#io;
    for (const { app, what } of asked) {
      stderr.write(await written(stderr, { text: `${app}: ${escapeText(what)}` }));
    }
    // A signal reaches all of them.
    const signal = asked[0]?.signal ?? AbortSignal.abort();
    await prompting(this.#io, signal, async (prompter) => {
      const all = await prompter.yes('Delete?');
      const answers: boolean[] = [];
      for (const { name } of asked) {
        answers.push(all && (name === null || (await prompter.name('', name))));
      }
      // None begins before the last is asked: what it says would stand in the question.
      asked.forEach(({ answer }, i) => answer(answers[i] ?? false));
    });
  }
}
