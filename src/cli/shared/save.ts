import { basename } from 'node:path';
import type { Keep, SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';
import { isFolder, namesFolder } from '../files.js';
import { flagNamed, fromEnvironment } from '../option-words.js';
import { counted } from '../text.js';
import { UsageError } from '../usage.js';
import { sameCommand } from './same-command.js';

/** What commander makes of the option. */
export interface SaveFlags {
  save?: string;
}

/**
 * Returns where sessions are saved: the path that was typed, or is set, or stands in the profile;
 * undefined where none is. Throws a UsageError for a path that would be one file of several applications.
 */
export async function savePath(
  { io, profile, isOneOfSeveral }: Context,
  { save }: SaveFlags,
): Promise<string | undefined> {
  const flag = flagNamed('save');
  const shared = save ?? fromEnvironment('save', io.env);
  if (shared === '') throw new UsageError(`${flag}: expected a path`);
  if (isOneOfSeveral && shared !== undefined && !namesFolder(shared) && !(await isFolder(shared))) {
    throw new UsageError(
      `${flag}: each application has a file of its own: give a folder that is there, or a path with a / at its end`,
      flag,
    );
  }
  return shared ?? profile?.options['save'];
}

/**
 * Runs a deletion, whose sessions are kept in the file that the user asked for; `keep` is undefined
 * where there is no path. Says at the end, also where it failed half-way, what was saved and how it comes back.
 *
 * Throws FileFailed, before anything is deleted, where the file cannot be made, or is there already.
 */
export async function savingTo<T>(
  context: Context,
  store: SequelizeStore,
  command: string,
  path: string | undefined,
  work: (keep: Keep | undefined) => Promise<T>,
): Promise<T> {
  if (path === undefined) return work(undefined);
  const { SaveFile } = await import('./save-file.js');
  const file = await SaveFile.create(path, nameIn(context, store, command));
  try {
    return await work(file);
  } finally {
    const { layout } = store.info;
    const saved = await file.close();
    if (saved > 0) {
      const own = { from: file.path, ...(layout !== 'custom' && { layout }) };
      await context.note(
        `${counted(saved, 'session')} saved in ${file.path}; to put them back`,
        sameCommand(context, 'put', own),
      );
    }
  }
}

/** The name of a file in a folder: when, of which application or database, and by which command. */
function nameIn({ app }: Context, { info }: SequelizeStore, command: string): string {
  const time = new Date().toISOString().replace(/\.\d+/, '').replaceAll(':', '');
  const whose = app ?? basename(info.database).replace(/ at .*/, '');
  return `${time}-${whose.replace(/[^\w.-]+/g, '_')}-${command}`;
}
