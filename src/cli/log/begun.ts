import { randomBytes } from 'node:crypto';
import { constants, promises } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolderOf, unwritable } from '../files.js';
import { besideLog, logFlag } from './beside.js';
import { longestLine, readUnchained, type Unchained } from './line.js';
import { isGone, readProcess, thisProcess, type ProcessName } from './process.js';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** Room for the largest line, and for whose it is. */
const room = longestLine + 1024;

/**
 * A file beside the log that says what a command is about to do, from before it changes anything until
 * its line is in the log: what is left of a command that was killed. It is as long as a line can be, so
 * that there is room for that on the disk.
 */
export class BegunFile {
  private constructor(
    readonly path: string,
    private readonly file: promises.FileHandle,
  ) {}

  /** It has its name once it says all: of what is killed before that, nothing has begun. */
  static async create(log: string, line: Unchained): Promise<BegunFile> {
    const name = randomBytes(8).toString('hex');
    const [path, unnamed] = [besideLog(log, `${name}.begun`), besideLog(log, `${name}.new`)];
    const flags = O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW;
    const file = await promises.open(unnamed, flags, 0o600).catch((error: unknown) => {
      throw unwritable(logFlag, path, error);
    });
    const begun = new BegunFile(path, file);
    try {
      await begun.#write(line);
      await promises.rename(unnamed, path);
    } catch (error) {
      await file.close();
      await promises.unlink(unnamed).catch(() => undefined);
      throw unwritable(logFlag, path, error);
    }
    await syncFolderOf(path);
    return begun;
  }

  /** Writes down what is known by now. Throws FileFailed. */
  async say(line: Unchained): Promise<void> {
    try {
      await this.#write(line);
    } catch (error) {
      throw unwritable(logFlag, this.path, error);
    }
  }

  async #write(line: Unchained): Promise<void> {
    const bytes = Buffer.alloc(room, ' ');
    bytes.write(JSON.stringify({ process: thisProcess(), line }));
    for (let at = 0; at < room;) {
      at += (await this.file.write(bytes, at, room - at, at)).bytesWritten;
    }
    await this.file.sync();
  }

  /** Gives the disk the room that was kept for the line. */
  async giveRoom(): Promise<void> {
    await this.file.truncate(room - longestLine);
  }

  async remove(): Promise<void> {
    await this.file.close();
    await promises.unlink(this.path).catch(() => undefined);
  }

  /** Leaves the file, for what could not be written into the log. */
  async leave(): Promise<void> {
    await this.file.close();
  }
}

/** What a command that has not ended left, or that is still at work. */
export interface Begun {
  readonly path: string;
  readonly process: ProcessName;
  readonly line: Unchained;
}

/** What has begun and not ended, by the file; `unreadable` counts those that say nothing. */
export async function readBegun(log: string): Promise<{ begun: Begun[]; unreadable: number }> {
  const names = await promises.readdir(dirname(log)).catch(() => []);
  const ours = names.filter(
    (name) => name.startsWith(`.${basename(log)}.`) && /\.[0-9a-f]{16}\.begun$/.test(name),
  );
  const read = await Promise.all(ours.map((name) => readOne(join(dirname(log), name))));
  const begun = read.filter((one) => one !== null);
  return { begun, unreadable: read.length - begun.length };
}

/** Those whose process is gone. */
export const leftBehind = async (log: string): Promise<Begun[]> =>
  (await readBegun(log)).begun.filter(({ process }) => isGone(process));

async function readOne(path: string): Promise<Begun | null> {
  try {
    const file = await promises.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(room);
      const { bytesRead } = await file.read(bytes, 0, room, 0);
      const value = JSON.parse(bytes.toString('utf8', 0, bytesRead)) as Record<string, unknown>;
      const [process, line] = [readProcess(value['process']), readUnchained(value['line'])];
      return process && line && { path, process, line };
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
