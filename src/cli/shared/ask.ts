import type { Interface } from 'node:readline';
import type { Io } from '../io.js';
import { escapeText } from '../output/escape.js';
import { written } from '../said.js';

/** A question before sessions go. */
export interface Question {
  /** What would happen, as a sentence without an end. */
  readonly what: string;
  /** The name that must be typed where yes is not enough; null where it is. */
  readonly name: string | null;
}

/** Asks one question on the terminal. */
export const ask = ({ what, name }: Question, io: Io, signal: AbortSignal): Promise<boolean> =>
  prompting(io, signal, (prompter) =>
    name === null
      ? prompter.yes(`${escapeText(what)}. Delete?`)
      : prompter.name(`${escapeText(what)}. `, name),
  );

/** Asks questions one after the other for as long as `work` takes. */
export async function prompting<T>(
  io: Io,
  signal: AbortSignal,
  work: (prompter: Prompter) => Promise<T>,
): Promise<T> {
  const { createInterface } = await import('node:readline');
  const { stdin: input, stderr: output } = io;
  const lines = createInterface({ input, output, terminal: false, signal });
  try {
    return await work(new Prompter(lines, io));
  } finally {
    lines.close();
  }
}

/** Asks on the terminal; the end of input and an interrupt are a no. */
class Prompter {
  readonly #typed: string[] = [];
  readonly #stderr: Io['stderr'];
  #waiting: ((line: string | null) => void) | undefined;
  #ended = false;

  constructor(lines: Interface, { stderr }: Io) {
    this.#stderr = stderr;
    lines.on('line', (line) => {
      this.#typed.push(line.trim());
      this.#next();
    });
    lines.once('close', () => {
      this.#ended = true;
      this.#next();
    });
  }

  /** Whether yes was the answer. */
  async yes(text: string): Promise<boolean> {
    return /^y(es)?$/i.test((await this.#line(`${text} [y/N] `)) ?? '');
  }

  /** Whether the name itself was the answer. */
  async name(text: string, name: string): Promise<boolean> {
    return (await this.#line(`${text}${name} is protected: type its name to go on: `)) === name;
  }

  async #line(prompt: string): Promise<string | null> {
    const text = await written(this.#stderr, { text: prompt.trimEnd() });
    this.#stderr.write(text.replace(/\n$/, ' '));
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#next();
    });
  }

  /** Hands on what was typed: more than one line may come at a time. */
  #next(): void {
    const line = this.#typed[0] ?? null;
    if (!this.#waiting || (line === null && !this.#ended)) return;
    // What is said next begins a line of its own.
    if (line === null) this.#stderr.write('\n');
    this.#typed.shift();
    this.#waiting(line);
    this.#waiting = undefined;
  }
}
