import { constants, promises, type Stats } from 'node:fs';
import { basename, join } from 'node:path';
import type { Keep, SavedSession, SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';
import { syncFolderOf, unwritable } from '../files.js';
import { fromEnvironment } from '../option-words.js';
import { stringifyJson } from '../output/json.js';
import { counted } from '../text.js';
import { UsageError } from '../usage.js';
import { sameCommand } from './same-command.js';

/** What commander makes of the option. */
export interface SaveFlags {
  save?: string;
}

/**
 * Runs a deletion, whose sessions are kept in the file that the user asked for; `keep` is undefined
 * where nobody did. Says at the end, also where it failed half-way, what was saved and how it comes back.
 *
 * Throws FileFailed, before anything is deleted, where the file cannot be made, or is there already.
 */
export async function savingTo<T>(
  context: Context,
  store: SequelizeStore,
  command: string,
  { save }: SaveFlags,
  work: (keep: Keep | undefined) => Promise<T>,
): Promise<T> {
  const path = save ?? fromEnvironment('save', context.io.env);
  if (path === undefined) return work(undefined);
  if (path === '') throw new UsageError('--save: expected a path');
  const file = await SaveFile.create(path, nameIn(context, store, command));
  try {
    return await work(file);
  } finally {
    const { layout } = store.info;
    const saved = await file.close();
    if (saved > 0) {
      const own = { from: file.path, ...(layout !== 'custom' && { layout }) };
      await context.note(
        `${counted(saved, 'session')} saved in ${file.path}; to put them back: ${sameCommand(context, 'put', own)}`,
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

/** A new file of saved sessions, one a line. Nobody else may read it: tokens are passwords. */
class SaveFile implements Keep {
  /** Bytes of sessions that have gone; what follows them is of those in hand. */
  #settled = 0;
  #written = 0;
  #saved = 0;
  #inHand = 0;

  private constructor(
    readonly path: string,
    private readonly file: promises.FileHandle,
  ) {}

  /** Makes the file, or one of this name in the folder of that path. */
  static async create(path: string, name: string): Promise<SaveFile> {
    const there = await promises.stat(path).catch(() => null);
    if (!isFolder(there)) return SaveFile.#make(path);
    for (let n = 1; ; n++) {
      const file = join(path, `${name}${n === 1 ? '' : `-${n}`}.ndjson`);
      const made = await SaveFile.#make(file).catch((error: unknown) => {
        if (!isThere(error)) throw error;
        return null;
      });
      if (made !== null) return made;
    }
  }

  static async #make(path: string): Promise<SaveFile> {
    const { O_CREAT, O_EXCL, O_WRONLY } = constants;
    try {
      const file = await promises.open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600);
      await syncFolderOf(path);
      return new SaveFile(path, file);
    } catch (error) {
      throw unwritable('--save', path, error, ': nothing was deleted');
    }
  }

  async save(sessions: readonly SavedSession[]): Promise<void> {
    try {
      for (const session of sessions) await this.#write(`${stringifyJson({ ...session })}\n`);
      await this.file.sync();
    } catch (error) {
      throw unwritable('--save', this.path, error, ': nothing went that is not saved');
    }
    this.#inHand += sessions.length;
  }

  async #write(line: string): Promise<void> {
    const bytes = Buffer.from(line);
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await this.file.write(bytes, at, bytes.length - at, this.#written);
      at += bytesWritten;
      this.#written += bytesWritten;
    }
  }

  async settle(gone: boolean): Promise<void> {
    if (gone) {
      this.#saved += this.#inHand;
      this.#settled = this.#written;
    } else if (this.#written > this.#settled) {
      await this.file.truncate(this.#settled);
      this.#written = this.#settled;
    }
    this.#inHand = 0;
  }

  /** Says how many sessions it holds; with none it goes. */
  async close(): Promise<number> {
    await this.file.close();
    if (this.#saved === 0) await promises.unlink(this.path).catch(() => undefined);
    return this.#saved;
  }
}

const isFolder = (there: Stats | null): boolean => there?.isDirectory() ?? false;

const isThere = (error: unknown): boolean =>
  (error as { cause?: NodeJS.ErrnoException }).cause?.code === 'EEXIST';
