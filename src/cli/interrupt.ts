/** The signals that ask a run to end, with the exit codes that shells expect for them. */
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export interface Interrupt {
  /** Fires at the first signal; a second one ends the process at once. */
  readonly signal: AbortSignal;
  /** The exit code for the signal that came; undefined while none has. */
  readonly exitCode: number | undefined;
  /** Gives the signals back. */
  release(): void;
}

/** Catches the signals that ask a run to end, so that it can finish what it has in hand. */
export function catchSignals(): Interrupt {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const handlers = Object.entries(signals).map(([name, code]) => {
    const handler = (): void => {
      if (exitCode !== undefined) process.exit(code);
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
    release: () => {
      for (const { name, handler } of handlers) process.off(name, handler);
    },
  };
}
