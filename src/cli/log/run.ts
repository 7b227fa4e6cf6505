import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { flagNamed } from '../option-words.js';
import { counted } from '../text.js';
import { UsageError } from '../usage.js';
import { readFlag } from '../values/flag.js';
import { parseInstant } from '../values/instant.js';
import { oneOf } from '../values/one-of.js';
import { logFlag } from './beside.js';
import { readBegun } from './begun.js';
import { showLog } from './show.js';
import { verifyLog } from './verify.js';

interface LogFlags {
  user?: string;
  since?: string;
}

const actions = ['show', 'verify'] as const;

/** Shows the log, or says whether it is whole. Gives the exit code. */
export async function runLog(
  context: Context,
  [action, path = context.settings.log, hash]: readonly string[],
  flags: LogFlags,
): Promise<number> {
  if (action === undefined) throw new UsageError('expected show or verify');
  const what = oneOf(actions, action);
  if (path === undefined || path === '') throw new UsageError(`name the log, or give ${logFlag}`);
  if (what === 'verify') {
    if (flags.user !== undefined || flags.since !== undefined) {
      throw new UsageError(
        `${flagNamed('user')} and ${flagNamed('since')} go with log show: the whole log is verified`,
      );
    }
    return verify(context, path, hash);
  }
  if (hash !== undefined) throw new UsageError('log show takes one path, and no hash');
  const since = readFlag(flags, 'since', (text) => parseInstant(text, new Date())) ?? null;
  const unreadable = await showLog(context, path, { user: flags.user ?? null, since });
  if (unreadable === 0) return exit.done;
  await context.problem(
    `${counted(unreadable, 'line')} cannot be read: session-admin log verify names the first`,
  );
  return exit.failed;
}

/** Says whether the log is whole; what is still at work, or was killed, stands beside it. */
async function verify(context: Context, path: string, hash: string | undefined): Promise<number> {
  if (hash !== undefined && !/^[0-9a-f]{64}$/.test(hash)) {
    throw new UsageError('expected a hash of 64 hexadecimal digits, as log verify says it');
  }
  const write = await context.results();
  const { lines, last, problem, found } = await verifyLog(path, hash);
  const missing =
    hash === undefined || found ? null : 'no line has that hash: the end was cut off, or altered';
  const wrong = problem ?? missing;
  const { begun, unreadable } = await readBegun(path);
  const open = begun.length + unreadable;
  if (wrong === null) {
    const sentence = `${counted(lines, 'line')}, whole and in order${last === null ? '' : `; the last is ${last}`}`;
    await context.out.write(write({ lines, last, problem: null, open }, sentence));
  } else if (context.settings.formats.result.forMachines) {
    await context.out.write(write({ lines, last, problem: wrong, open }, ''));
  }
  if (open > 0) {
    await context.note(
      `${counted(open, 'command')} beside it ${open === 1 ? 'has' : 'have'} begun and not ended: at work, or killed; the next that is logged tells`,
    );
  }
  if (wrong === null) return exit.done;
  await context.problem(`${path}: ${wrong}`);
  return exit.failed;
}
