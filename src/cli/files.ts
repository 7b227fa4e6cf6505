import { createReadStream, promises } from 'node:fs';
import { dirname, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { UsageError } from './usage.js';

/** Reads a file that an option names. Throws a UsageError that names the option, not the file. */
export async function readFileOf(option: string, path: string): Promise<Buffer> {
  return promises.readFile(path).catch((cause: unknown) => {
    throw unreadable(option, cause);
  });
}

/** The same, as a stream that has been opened. */
export async function openFileOf(option: string, path: string): Promise<Readable> {
  const stream = createReadStream(path);
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', (cause) => reject(unreadable(option, cause)));
  });
  return stream;
}

/** A file that we were told to write cannot be written, or not be trusted: then nothing is done without it. */
export class FileFailed extends Error {
  override readonly name = 'FileFailed';
}

/** Says why a file that an option names cannot be written; `but` what has become of the work. */
export function unwritable(option: string, path: string, error: unknown, but = ''): FileFailed {
  const code = (error as NodeJS.ErrnoException).code ?? 'it failed';
  const reason = reasons[code] ?? code;
  return new FileFailed(`${option}: ${path} cannot be written: ${reason}${but}`, { cause: error });
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'it is there already: give a new name, or a folder',
  ENOENT: 'its folder is not there',
  ENOTDIR: 'its folder is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not (EACCES)',
  EROFS: 'the disk is read-only (EROFS)',
  ENOSPC: 'the disk is full (ENOSPC)',
  EFBIG: 'it grows too large (EFBIG)',
};

/** What to say where the file that an option names cannot be read. */
export function unreadable(option: string, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code;
  const reason = code === 'ENOENT' ? 'there is none of that name' : (code ?? 'it failed');
  return new UsageError(`${option}: the file cannot be read: ${reason}`);
}

/** Without it the name of a new file may be gone after a crash. Not every system syncs folders. */
export async function syncFolderOf(path: string): Promise<void> {
  const folder = await promises.open(dirname(path), 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** Whether a folder is there. */
export const isFolder = async (path: string): Promise<boolean> =>
  (await promises.stat(path).catch(() => null))?.isDirectory() ?? false;

/** Whether a path can mean nothing but a folder, also where none is there. */
export const namesFolder = (path: string): boolean => path.endsWith('/') || path.endsWith(sep);
