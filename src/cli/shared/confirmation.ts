import type { SequelizeStore, SessionFilter } from '../../index.js';
import type { Context } from '../context.js';
import type { Io } from '../io.js';
import { escapeText } from '../output/escape.js';
import { tellDoomed } from './doomed.js';

/**
 * Says what a filter would delete, and asks whether it may. Without a terminal to ask on the answer
 * is no. Nothing that is there is nothing to ask for.
 */
export async function confirmed(
  context: Context,
  store: SequelizeStore,
  filter: SessionFilter,
  signal: AbortSignal,
): Promise<boolean> {
  const { count, what } = await tellDoomed(context, store, filter);
  if (count === 0) return true;
  return mayGo(context, `${what} would be deleted`, signal);
}

/** Asks whether what was said may be done. Without a terminal to ask on the answer is no. */
export async function mayGo(
  context: Context,
  question: string,
  signal: AbortSignal,
): Promise<boolean> {
  if (!context.io.stdin.isTTY) {
    await context.problem(`${question}: confirm with --yes`);
    return false;
  }
  if (await answersYes(`${escapeText(question)}. Delete?`, context.io, signal)) return true;
  await context.problem('not confirmed: nothing was deleted');
  return false;
}

/**
 * Asks a yes-or-no question on the terminal; anything but yes, the end of input and an interrupt
 * are a no.
 */
async function answersYes(
  question: string,
  { stdin, stderr }: Io,
  signal: AbortSignal,
): Promise<boolean> {
  const { createInterface } = await import('node:readline');
  return new Promise((resolve) => {
    const lines = createInterface({ input: stdin, output: stderr, terminal: false, signal });
    lines.once('close', () => resolve(false));
    lines.once('line', (line) => {
      resolve(/^y(es)?$/i.test(line.trim()));
      lines.close();
    });
    stderr.write(`${question} [y/N] `);
  });
}
