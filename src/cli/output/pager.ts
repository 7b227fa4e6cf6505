import { execFile, spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import type { Io } from '../io.js';

/** What `less` is to do where nobody says otherwise: end at once where all fits, and keep colours. */
const lessOptions = 'FR';
/** The first `less` that keeps lines at the top of the screen. */
const firstWithHeader = 600;

/** What a shell says of a program that is not there, or cannot be run. */
const notRun = new Set([126, 127]);

/**
 * Shows a text through the pager that `PAGER` names, or `less`; false where there is none to show it
 * with, or nothing to page: then it is the caller's to write.
 *
 * A text goes through a pager only on a terminal that it does not fit on. `heading` lines of it stay
 * at the top, where `less` can keep them.
 */
export async function page(text: string, { stdout, env }: Io, heading = 0): Promise<boolean> {
  const { isTTY, rows = 0 } = stdout as Io['stdout'] & { rows?: number };
  const fits = text.split('\n').length <= rows;
  // Some terminals say that they have no lines at all; a dumb one cannot go back over its text.
  if (!isTTY || rows <= 0 || fits || env['TERM'] === 'dumb') return false;
  const named = env['PAGER']?.trim();
  if (named === '' || named === 'cat') return false;
  const surroundings = { LESS: lessOptions, LESSCHARSET: 'utf-8', ...env };
  const stdio: StdioOptions = ['pipe', 'inherit', 'inherit'];
  const options = { stdio, env: surroundings };
  if (named !== undefined) return showIn(() => spawn(named, { ...options, shell: true }), text);
  const argv = await headerOption(heading, surroundings);
  return showIn(() => spawn('less', argv, options), text);
}

/** Gives the text to a pager, and the terminal until it ends. */
async function showIn(start: () => ChildProcess, text: string): Promise<boolean> {
  let child: ChildProcess | undefined;
  let ended: NodeJS.Signals | undefined;
  // The terminal sends Ctrl-C to both, and it is the pager's to take; other signals come to us alone.
  const leave = (): void => undefined;
  const pass = (signal: NodeJS.Signals): void => {
    ended = signal;
    child?.kill(signal);
  };
  // Before the pager starts: it may be on the screen, and answered, before this process goes on.
  process.on('SIGINT', leave).on('SIGTERM', pass).on('SIGHUP', pass);
  try {
    child = start();
    // It may end before it has read everything.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(text);
    const [code] = (await once(child, 'close')) as [number | null];
    return code === null || !notRun.has(code);
  } catch {
    return false;
  } finally {
    process.off('SIGINT', leave).off('SIGTERM', pass).off('SIGHUP', pass);
    if (ended !== undefined) process.kill(process.pid, ended);
  }
}

/** An older `less` refuses the option, and shows nothing. */
async function headerOption(
  lines: number,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  if (lines === 0) return [];
  const said = await new Promise<string>((resolve) => {
    execFile('less', ['--version'], { env }, (error, stdout) => resolve(error ? '' : stdout));
  });
  const version = Number(/^less (\d+)/.exec(said)?.[1] ?? 0);
  return version >= firstWithHeader ? [`--header=${lines}`] : [];
}
