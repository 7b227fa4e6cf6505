import type { Clock } from '../../index.js';
import { drawBars } from '../output/bars.js';
import type { Progress } from '../progress.js';
import { counted, grouped } from '../text.js';
import { formatDuration } from '../values/duration.js';
import type { Tally } from './tally.js';

const second = 1000;
const gap = '  ';
/** So many runs are drawn before the totals get their room; half as many are no picture. */
const fewestBars = 8;

/** The line that stays below what a watch says: what it waits for, and how the last runs went. */
export class WatchStatus {
  readonly #line: Progress;
  readonly #clock: Clock;
  readonly #unicode: boolean;
  #counting = new AbortController();

  constructor(line: Progress, clock: Clock, unicode: boolean) {
    this.#line = line;
    this.#clock = clock;
    this.#unicode = unicode;
  }

  get visible(): boolean {
    return this.#line.visible;
  }

  purging(tally: Tally): void {
    const { inHand } = tally;
    const soFar = inHand === null ? '' : `: ${grouped(inHand.deleted)} deleted`;
    this.#show(`purging${soFar}`, tally);
  }

  /** Counts down to the next run, second by second, until it is cleared. */
  waiting(next: Date, tally: Tally): void {
    if (!this.visible) return;
    this.#counting = new AbortController();
    void this.#countDown(next, tally, this.#counting.signal);
  }

  clear(): void {
    this.#counting.abort();
    this.#line.clear();
  }

  async #countDown(next: Date, tally: Tally, signal: AbortSignal): Promise<void> {
    const what = tally.recent.at(-1) === null ? 'failed, again in' : 'next in';
    while (!signal.aborted) {
      const left = next.getTime() - this.#clock.now().getTime();
      const seconds = Math.max(1, Math.ceil(left / second));
      this.#show(`${what} ${formatDuration(seconds * second)}`, tally);
      if (left <= second) return;
      const untilNextSecond = left % second || second;
      await this.#clock.wait(untilNextSecond, { signal, background: true });
    }
  }

  #show(lead: string, tally: Tally): void {
    this.#line.show((width) => statusText(lead, tally, width, this.#unicode));
  }
}

/**
 * What stands after the lead, as far as there is room: the last runs as bars, what is left expired,
 * and the totals, which go first where the terminal is narrow. One column stays free for the cursor.
 */
export function statusText(lead: string, tally: Tally, width: number, unicode: boolean): string {
  let room = width - 1 - lead.length;
  const take = (text: string, spare = 0): string => {
    const size = gap.length + text.length;
    if (text === '' || size + spare > room) return '';
    room -= size;
    return `${gap}${text}`;
  };
  const left = take(leftText(tally));
  const { recent } = tally;
  const bars = Math.min(recent.length, fewestBars);
  const totals = take(totalsText(tally), bars > 0 ? gap.length + bars : 0);
  const shown = Math.min(recent.length, room - gap.length);
  const isPicture = shown >= Math.min(recent.length, fewestBars / 2);
  const picture = isPicture ? take(drawBars(inScale(tally).slice(-shown), unicode)) : '';
  return `${lead}${picture}${left}${totals}`;
}

/** The first run clears what had gathered before the watch began: beside it no other would show. */
function inScale({ recent, runs }: Tally): readonly (number | null)[] {
  const [first, ...others] = recent;
  const largest = Math.max(0, ...others.map((n) => n ?? 0));
  const isBacklog = runs === recent.length && largest > 0 && (first ?? 0) > largest;
  return isBacklog ? [largest, ...others] : recent;
}

const leftText = ({ left }: Tally): string =>
  left === null ? '' : `${grouped(left)} left expired`;

function totalsText({ runs, failed, deleted }: Tally): string {
  if (runs === 0) return '';
  const failures = failed > 0 ? `, ${grouped(failed)} failed` : '';
  return `${grouped(deleted)} deleted in ${counted(runs, 'run')}${failures}`;
}
