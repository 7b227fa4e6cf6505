import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { describeFailure } from '../failure.js';
import { flagNamed } from '../option-words.js';
import { UsageError } from '../usage.js';
import { logFlag } from './beside.js';
import { Journal } from './journal.js';
import { longestReason } from './line.js';
import { outcomeOf, outcomeOfCode } from './outcome.js';
import { typedText } from './typed.js';

/** A command as it was called. */
interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
}

/**
 * Runs a command that may change something, and writes its line into the log. One that fails before it
 * is about to change anything, by a word that was mistyped, has none.
 */
export async function logged(
  context: Context,
  path: string,
  { name, args, flags }: Call,
  run: () => Promise<number>,
): Promise<number> {
  if (path === '') throw new UsageError(`${logFlag}: expected a path`);
  const reason = typeof flags['reason'] === 'string' ? flags['reason'] : null;
  if (reason !== null && reason.length > longestReason) {
    throw new UsageError(`${flagNamed('reason')}: expected ${longestReason} characters at most`);
  }
  const filter = typedText(name, args, flags);
  const journal = new Journal(path, { app: context.app, command: name, filter, reason });
  context.journal = journal;
  let code: number;
  try {
    code = await run();
  } catch (error) {
    await endLine(context, journal, outcomeOf(error));
    throw error;
  }
  const isWhole = await endLine(context, journal, outcomeOfCode(code));
  return isWhole || code !== exit.done ? code : exit.failed;
}

/** Ends the command's line; says so where it cannot be written. */
async function endLine(context: Context, journal: Journal, outcome: string): Promise<boolean> {
  if (!journal.hasBegun) return true;
  try {
    await (journal.hasRuns ? journal.close() : journal.end(outcome));
    return true;
  } catch (error) {
    await context.problem(describeFailure(error).message);
    return false;
  }
}
