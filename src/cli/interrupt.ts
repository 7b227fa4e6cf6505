import { elapsed, isAborted } from '../inside.js';
import type { Context } from './context.js';

/** The signals that ask a run to end, with the exit codes that shells expect for them. */
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** What comes sooner is the same signal once more: coreutils' timeout signals its child, then the group. */
const sameSignalMs = 200;
/** So long after the first signal the process ends, whatever it waits for. */
const longestMs = 9000;

export interface Interrupt {
  /** Fires at the first signal; a second one ends the process at once. */
  readonly signal: AbortSignal;
  /** The exit code for the signal that came; undefined while none has. */
  readonly exitCode: number | undefined;
  /** Gives the signals back. */
  release(): void;
}

/** Those who have the signals caught, and what is shared by them. */
let caught: { interrupt: Interrupt; users: number } | undefined;

/**
 * Catches the signals that ask a run to end, so that it can finish what it has in hand. Works that go
 * on side by side are all asked by the same signal.
 */
export function catchSignals(): Interrupt {
  caught ??= { interrupt: catchAll(), users: 0 };
  const { interrupt } = caught;
  caught.users++;
  let held = true;
  return {
    signal: interrupt.signal,
    get exitCode() {
      return interrupt.exitCode;
    },
    release: () => {
      if (!held || !caught) return;
      held = false;
      if (--caught.users > 0) return;
      interrupt.release();
      caught = undefined;
    },
  };
}

function catchAll(): Interrupt {
  const controller = new AbortController();
  let exitCode: number | undefined;
  let first = 0;
  let last: NodeJS.Timeout | undefined;
  const release = (): void => {
    clearTimeout(last);
    for (const { name, handler } of handlers) process.off(name, handler);
  };
  const handlers = Object.entries(signals).map(([name, code]) => {
    const handler = (): void => {
      if (exitCode !== undefined) {
        if (elapsed() - first >= sameSignalMs) endAtOnce(name, code, release);
        return;
      }
      first = elapsed();
      last = setTimeout(() => endAtOnce(name, code, release), longestMs).unref();
      exitCode = code;
      controller.abort();
    };
    process.on(name, handler);
    return { name, handler };
  });
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    release,
  };
}

/**
 * Runs work that a signal may end. What was broken off by one, and not said by the work itself, is
 * said here, and gives the signal's exit code.
 */
export async function untilInterrupted(
  context: Pick<Context, 'problem'>,
  work: (interrupt: Interrupt) => Promise<number>,
): Promise<number> {
  const interrupt = catchSignals();
  try {
    return await work(interrupt);
  } catch (error) {
    if (interrupt.exitCode === undefined || !wasEnded(error)) throw error;
    await context.problem('interrupted');
    return interrupt.exitCode;
  } finally {
    interrupt.release();
  }
}

/** Whether an error is no more than a run that was asked to end, by the store or by a stream. */
export const wasEnded = (error: unknown): boolean =>
  isAborted(error) || (error instanceof Error && error.name === 'AbortError');

/**
 * Ends the process by the signal itself: an ordinary exit waits for a driver's thread that waits for
 * a lock. A container's first process cannot be killed by its own signals, and exits.
 */
function endAtOnce(name: string, code: number, release: () => void): never {
  release();
  process.kill(process.pid, name);
  process.exit(code);
}
