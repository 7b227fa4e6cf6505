import { constants, promises } from 'node:fs';
import { join } from 'node:path';
import type { Keep, SavedSession } from '../../index.js';
import { isFolder, namesFolder, syncFolderOf, unwritable, type FileFailed } from '../files.js';
import { flagNamed } from '../option-words.js';
import { stringifyJson } from '../output/json.js';

const saveFlag = flagNamed('save');

/** A new file of saved sessions, one a line. Nobody else may read it: tokens are passwords. */
export class SaveFile implements Keep {
  /** Bytes of sessions that have gone; what follows them is of those in hand. */
  #settled = 0;
  #written = 0;
  #saved = 0;
  #inHand = 0;

  private constructor(
    readonly path: string,
    private readonly file: promises.FileHandle,
  ) {}

  /** Makes the file, or one of this name in the folder of that path; makes that, too, where it is named as one. */
  static async create(path: string, name: string): Promise<SaveFile> {
    if (namesFolder(path)) await makeFolder(path);
    else if (!(await isFolder(path))) return SaveFile.#make(path);
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
      throw notMade(path, error);
    }
  }

  async save(sessions: readonly SavedSession[]): Promise<void> {
    try {
      for (const session of sessions) await this.#write(`${stringifyJson({ ...session })}\n`);
      await this.file.sync();
    } catch (error) {
      throw unwritable(saveFlag, this.path, error, ': nothing went that is not saved');
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

/** Makes a folder for this user alone, where it is not there. */
async function makeFolder(path: string): Promise<void> {
  try {
    await promises.mkdir(path, 0o700);
    await syncFolderOf(path);
  } catch (error) {
    // A file in its place is refused with what is made in it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notMade(path, error);
  }
}

const notMade = (path: string, error: unknown): FileFailed =>
  unwritable(saveFlag, path, error, ': nothing was deleted');

const isThere = (error: unknown): boolean =>
  (error as { cause?: NodeJS.ErrnoException }).cause?.code === 'EEXIST';
