import type { Io } from './io.js';
import { escapeText } from './output/escape.js';

const shortestGapMs = 100;

/** A line on stderr that follows long work: on a terminal only, and gone when the work is done. */
export class Progress {
  readonly #stream: Io['stderr'] | undefined;
  #shownAt = 0;
  #shown = false;

  constructor(stream: Io['stderr'], quiet: boolean) {
    this.#stream = stream.isTTY && !quiet ? stream : undefined;
  }

  /** Whether anybody sees it. */
  get visible(): boolean {
    return this.#stream !== undefined;
  }

  /** Replaces the line; calls that come too fast are left out. */
  show(text: string): void {
    const now = performance.now();
    if (!this.#stream || (this.#shown && now - this.#shownAt < shortestGapMs)) return;
    const width = this.#stream.columns ?? 80;
    this.#stream.write(`\r\x1b[2K${escapeText(text).slice(0, width - 1)}`);
    this.#shownAt = now;
    this.#shown = true;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown) this.#stream?.write('\r\x1b[2K');
    this.#shown = false;
  }
}
