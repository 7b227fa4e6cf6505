import type { Check, Entries, Restored, SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { openFileOf } from '../files.js';
import { catchSignals, wasEnded } from '../interrupt.js';
import { flagNamed } from '../option-words.js';
import { Progress } from '../progress.js';
import { counted } from '../text.js';
import { creating, readSet, type PutFlags } from './flags.js';
import { readEntries } from './line.js';

/** Stores the sessions of a file, one a line: all or none. */
export async function putMany(
  context: Context,
  path: string,
  sets: PutFlags['set'],
): Promise<number> {
  const write = await context.results();
  const set = readSet(sets);
  const lines = path === '-' ? context.io.stdin : await openFileOf(flagNamed('from'), path);
  const interrupt = catchSignals();
  const { signal } = interrupt;
  const progress = new Progress(context.io.stderr, context.settings.quiet);
  const warn = (text: string): Promise<void> => context.warn(text);
  try {
    return await context.withStore({ ...creating(context), signal }, async (store) => {
      const { info } = store;
      const entries = (encode: SequelizeStore['encode'], check: Check): Entries =>
        readEntries(lines, { info, encode }, { warn, signal, set, check });
      let restored: Restored | undefined;
      const stored = await store.import(entries, {
        signal,
        onProgress: (count) => progress.show(`${counted(count, 'session')} stored`),
        onRestored: (what) => (restored = what),
      });
      context.journal?.did({ stored });
      progress.clear();
      await context.out.write(write({ stored }, `${counted(stored, 'session')} stored`));
      for (const text of whatElse(restored)) await context.note(text);
      return exit.done;
    });
  } catch (error) {
    if (interrupt.exitCode === undefined || !wasEnded(error)) throw error;
    progress.clear();
    await context.problem('interrupted: nothing was stored');
    return interrupt.exitCode;
  } finally {
    progress.clear();
    interrupt.release();
  }
}

/** What sessions that were saved are not, although they are back. */
function whatElse({ replaced, renumbered }: Restored = { replaced: 0, renumbered: 0 }): string[] {
  const have = (n: number): string => (n === 1 ? 'has' : 'have');
  return [
    ...(replaced > 0
      ? [
          `${counted(replaced, 'session')} of these tokens ${replaced === 1 ? 'was' : 'were'} there, and ${have(replaced)} been replaced by what was saved`,
        ]
      : []),
    ...(renumbered > 0
      ? [
          `${counted(renumbered, 'row')} ${have(renumbered)} another number than before, which another row has now`,
        ]
      : []),
  ];
}
