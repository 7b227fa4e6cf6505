import { columnsOf, type Io } from './io.js';
import { escapeText } from './output/escape.js';
import { elapsed } from '../inside.js';

const shortestGapMs = 100;

/** A text, or one that is made to fit so many columns. */
type Line = string | ((width: number) => string);

/**
 * A line on stderr that follows long work: on a terminal only, never wider than that, also after it
 * was resized, and gone when the work is done.
 */
export class Progress {
  readonly #stream: Io['stderr'] | undefined;
  readonly #elapsed: () => number;
  #shownAt = 0;
  #line: Line | undefined;
  /** What stands on the terminal. */
  #drawn = '';

  constructor(stream: Io['stderr'], quiet: boolean, time = elapsed) {
    this.#stream = stream.isTTY && !quiet ? stream : undefined;
    this.#elapsed = time;
  }

  /** Whether anybody sees it. */
  get visible(): boolean {
    return this.#stream !== undefined;
  }

  /** Replaces the line; calls that come too fast are left out. */
  show(line: Line): void {
    const now = this.#elapsed();
    const isFirst = this.#line === undefined;
    if (!this.#stream || (!isFirst && now - this.#shownAt < shortestGapMs)) return;
    if (isFirst) this.#stream.on('resize', this.#draw);
    this.#shownAt = now;
    this.#line = line;
    this.#draw();
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#line === undefined) return;
    this.#line = undefined;
    this.#stream?.off('resize', this.#draw);
    this.#stream?.write(this.#erase());
  }

  readonly #draw = (): void => {
    if (!this.#stream || this.#line === undefined) return;
    const width = this.#width;
    const text = typeof this.#line === 'string' ? this.#line : this.#line(width);
    const erase = this.#erase();
    this.#drawn = escapeText(text).slice(0, width - 1);
    this.#stream.write(`${erase}${this.#drawn}`);
  };

  /** What takes away the line that was drawn; a terminal that became narrower has wrapped it. */
  #erase(): string {
    const above = Math.max(0, Math.ceil(this.#drawn.length / this.#width) - 1);
    this.#drawn = '';
    return above > 0 ? `\x1b[${above}A\r\x1b[J` : '\r\x1b[2K';
  }

  get #width(): number {
    return columnsOf(this.#stream ?? {});
  }
}
