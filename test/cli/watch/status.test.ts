import { Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { Progress } from '../../../src/cli/progress.js';
import { statusText, WatchStatus } from '../../../src/cli/watch/status.js';
import { newTally, type Tally } from '../../../src/cli/watch/tally.js';
import { later, TestClock } from '../../helpers/clock.js';

const recent = Array.from({ length: 60 }, (_, i) => (i === 58 ? null : (i % 8) * 100));
const busy: Tally = {
  ...newTally(),
  recent,
  runs: 1234,
  failed: 1,
  deleted: 1_234_567,
  left: 12,
};

describe('what it says', () => {
  const text = (width: number, tally = busy, unicode = true): string =>
    statusText('next in 4m 32s', tally, width, unicode);

  it('is as much as a terminal has columns for', () => {
    expect(text(10)).toBe('next in 4m 32s');
    expect(text(40)).toBe('next in 4m 32s  ▇█·▂×▄  12 left expired');
    expect(text(60)).toMatch(/^next in 4m 32s {2}[▁-█·×]{26} {2}12 left expired$/);
    const totals = '1,234,567 deleted in 1,234 runs, 1 failed';
    expect(text(120)).toMatch(/^next in 4m 32s {2}[▁-█·×]{43} {2}12 left expired {2}1,2/);
    expect(text(200)).toMatch(/^next in 4m 32s {2}[▁-█·×]{60} {2}12 left expired {2}1,2/);
    for (const width of [120, 200]) expect(text(width)).toMatch(new RegExp(`${totals}$`));
  });

  it('never reaches the last column', () => {
    for (let width = 16; width <= 200; width++) {
      expect(text(width).length).toBeLessThan(width);
      expect(text(width, busy, false)).toMatch(/^[ -~]+$/);
    }
  });

  it('knows nothing of runs before the first, and of sessions that could not be counted', () => {
    expect(text(200, newTally())).toBe('next in 4m 32s');
    expect(text(200, { ...busy, left: null })).not.toContain('expired');
  });

  it('does not let the backlog of the first run hide the others', () => {
    const first = { ...newTally(), runs: 4, deleted: 40_111, recent: [40_000, 10, 100, 1] };
    expect(text(80, first)).toBe('next in 4m 32s  █▁█▁  40,111 deleted in 4 runs');
    expect(text(80, { ...first, runs: 100 })).toContain(' █▁▁▁ ');
  });
});

/** A terminal that keeps what was written to it. */
class Screen extends Writable {
  readonly isTTY = true;
  #written = '';

  constructor(public columns: number) {
    super();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#written += chunk.toString();
    done();
  }

  resize(columns: number): void {
    this.columns = columns;
    this.emit('resize');
  }

  /** What was written since the last call. */
  get news(): string {
    const news = this.#written;
    this.#written = '';
    return news;
  }
}

describe('the line on a terminal', () => {
  const clock = new TestClock();
  const tally = { ...newTally(), runs: 2, deleted: 1204, recent: [1204, 0], left: 0 };
  const started: WatchStatus[] = [];

  function begin(columns = 80) {
    const screen = new Screen(columns);
    const status = new WatchStatus(
      new Progress(screen, false, () => clock.monotonic()),
      clock,
      false,
    );
    started.push(status);
    return { screen, status };
  }

  afterEach(() => started.splice(0).forEach((status) => status.clear()));

  it('counts down by the second, and stops when it is taken away', async () => {
    const { screen, status } = begin();
    status.waiting(later(clock, 61_500), tally);
    expect(screen.news).toBe('\r\x1b[2Knext in 1m 2s  #_  0 left expired  1,204 deleted in 2 runs');
    await clock.advance(500);
    expect(screen.news).toMatch(/^\r\x1b\[2Knext in 1m 1s {2}/);
    await clock.advance(1000);
    await clock.advance(1000);
    expect(screen.news).toMatch(/next in 1m {2}.*next in 59s {2}/s);
    status.clear();
    expect(screen.news).toBe('\r\x1b[2K');
    await clock.advance(1000);
    expect(screen.news).toBe('');
    expect(clock.waiting).toBe(0);
    expect(screen.listenerCount('resize')).toBe(0);
  });

  it('says that the last run failed', () => {
    const { screen, status } = begin();
    status.waiting(later(clock, 3000), { ...tally, recent: [1, null] });
    expect(screen.news).toMatch(/^\r\x1b\[2Kfailed, again in 3s {2}#x {2}/);
  });

  it('says how far a run has come', () => {
    const { screen, status } = begin();
    status.purging({ ...tally, inHand: { rows: 1, deleted: 12_000, batches: 3, heldMs: 5 } });
    expect(screen.news).toMatch(/^\r\x1b\[2Kpurging: 12,000 deleted {2}/);
  });

  it('is drawn anew on a resize, also where it was wrapped', () => {
    const { screen, status } = begin(60);
    status.waiting(later(clock, 9000), tally);
    expect(screen.news).toBe('\r\x1b[2Knext in 9s  #_  0 left expired  1,204 deleted in 2 runs');
    screen.resize(30);
    expect(screen.news).toBe('\x1b[1A\r\x1b[Jnext in 9s  0 left expired');
    screen.resize(200);
    expect(screen.news).toBe('\r\x1b[2Knext in 9s  #_  0 left expired  1,204 deleted in 2 runs');
  });
});
