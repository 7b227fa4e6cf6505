import { constants, promises, type Stats } from 'node:fs';
import { readOpened } from '../../inside.js';
import { unreadable } from '../files.js';
import { UsageError } from '../usage.js';
import { isReadByOthers, refuseWritten } from './trust.js';

/** A file's text, and whether others on this machine can read it too. */
export interface TrustedText {
  readonly text: string;
  readonly readByOthers: boolean;
}

/**
 * Reads a file that nobody but this user or root may write. What is looked at is the file that is
 * read: it is open by then.
 *
 * Throws a UsageError that begins with `what`; nothing of the file's text is in it.
 */
export async function readTrusted(
  what: string,
  path: string,
  longest: number,
): Promise<TrustedText> {
  // A pipe that nobody writes to would be waited for. Windows has no such flag, and no such pipes.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK;
  const file = await promises.open(path, flags).catch((cause: unknown) => {
    throw unreadable(what, cause);
  });
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new UsageError(`${what}: expected a file`);
    const readByOthers = looked(what, path, found);
    const bytes = await readOpened(file, longest);
    if (bytes.length > longest) throw new UsageError(`${what}: the file is too long`);
    return { text: textOf(what, bytes), readByOthers };
  } finally {
    await file.close();
  }
}

function looked(what: string, path: string, found: Stats): boolean {
  try {
    refuseWritten(what, path, found);
    return isReadByOthers(path, found);
  } catch (error) {
    // A folder that was moved meanwhile.
    throw error instanceof UsageError ? error : unreadable(what, error);
  }
}

function textOf(what: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${what}: the file is not UTF-8 text`);
  }
}
