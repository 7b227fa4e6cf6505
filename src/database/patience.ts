import { elapsed } from '../clock.js';

/** What bounds the wait for a database, beyond the limit that each statement has of its own. */
export interface Bounds {
  /** Nothing is waited for beyond this instant of `elapsed()`. */
  deadline?: number;
  /** Once it fires, what is in hand and all that follows have `graceMs` together. */
  signal?: AbortSignal;
  /** Default is `5000`. */
  graceMs?: number;
}

/** What ended a wait: the statement's own limit, or the bounds that hold for all. */
export type Over = 'limit' | 'bounds';

const defaultGraceMs = 5000;
/** Node's timers fire at once when asked for more. */
const longestTimerMs = 2 ** 31 - 1;
/** A timer that comes so late says that this process stood still, and not the database. */
const lateMs = 1000;

/** How long a database is waited for, in all. */
export class Patience {
  readonly #bounds: readonly Bounds[];

  constructor(bounds: readonly Bounds[] = []) {
    this.#bounds = bounds;
    for (const { signal } of bounds) if (signal) noteFiring(signal);
  }

  /** The same, with further bounds. */
  and(bounds: Bounds): Patience {
    return new Patience([...this.#bounds, bounds]);
  }

  /** Milliseconds that are left; Infinity where nothing bounds them. */
  get leftMs(): number {
    return Math.max(0, this.#end() - elapsed());
  }

  /** Whether it is not worth beginning anything that may have to be waited for. */
  get asked(): boolean {
    return this.leftMs === 0 || this.#bounds.some(({ signal }) => signal?.aborted);
  }

  /**
   * Returns what `work` gives. Where that takes longer than `limitMs`, or than the bounds allow,
   * calls `breakOff`, which ends the work or gives the error to end with at once; an error that the work
   * ends with after that is `late`'s to word.
   */
  answer<T>(
    work: Promise<T>,
    limitMs: number,
    breakOff: (over: Over) => Error | null,
    late: (over: Over) => Error,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const limit = elapsed() + limitMs;
      let timer: NodeJS.Timeout | undefined;
      let over: Over | undefined;
      let again = true;
      const arm = (): void => {
        clearTimeout(timer);
        const end = Math.min(limit, this.#end());
        if (over || end === Infinity) return;
        const ms = Math.max(0, Math.min(end - elapsed(), longestTimerMs));
        const due = elapsed() + ms;
        timer = setTimeout(() => expire(due), ms);
      };
      const expire = (due: number): void => {
        const now = elapsed();
        if (now < Math.min(limit, this.#end())) {
          arm();
          return;
        }
        // The answer may lie there unread: after a standstill it gets another second.
        if (again && now - due > lateMs) {
          again = false;
          timer = setTimeout(() => expire(Infinity), lateMs);
          return;
        }
        over = now >= this.#end() ? 'bounds' : 'limit';
        const error = breakOff(over);
        if (error) end(() => reject(error));
      };
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        for (const { signal } of this.#bounds) if (signal) waiting.get(signal)?.delete(arm);
        settle();
      };
      for (const { signal } of this.#bounds) if (signal) waiting.get(signal)?.add(arm);
      arm();
      work.then(
        (value) => end(() => resolve(value)),
        (error: unknown) => end(() => reject(over ? late(over) : (error as Error))),
      );
    });
  }

  #end(): number {
    return Math.min(
      ...this.#bounds.map(({ deadline = Infinity, signal, graceMs = defaultGraceMs }) =>
        Math.min(deadline, signal?.aborted ? (firedAt.get(signal) ?? 0) + graceMs : Infinity),
      ),
    );
  }
}

/** When a signal fired, and who wants to know: one listener each, however many statements there are. */
const firedAt = new WeakMap<AbortSignal, number>();
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

function noteFiring(signal: AbortSignal): void {
  if (waiting.has(signal)) return;
  const waiters = new Set<() => void>();
  waiting.set(signal, waiters);
  const fire = (): void => {
    firedAt.set(signal, elapsed());
    for (const arm of [...waiters]) arm();
  };
  if (signal.aborted) fire();
  else signal.addEventListener('abort', fire, { once: true });
}
