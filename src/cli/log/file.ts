import { constants, promises } from 'node:fs';
import { FileFailed, unwritable } from '../files.js';
import { escapeText } from '../output/escape.js';
import { refuseWritten } from '../profiles/trust.js';
import { UsageError } from '../usage.js';
import { logFlag } from './beside.js';
import { hashOf, longestLine, readLine, textOf, type Unchained } from './line.js';

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;

/** How each of our lines begins: what is left of one that was not written to its end. */
const beginning = /^\{"time":"[^"]{1,40}","by":"/;

/** Makes the log where there is none, and throws FileFailed where it cannot be written, or not be trusted. */
export async function checkLog(path: string): Promise<void> {
  await withLog(path, async (file) => {
    await endOf(path, file);
  });
}

/** Appends lines to the log, each chained to the one before; the caller holds its lock. */
export async function appendTo(path: string, lines: readonly Unchained[]): Promise<void> {
  await withLog(path, async (file) => {
    const { size, last } = await endOf(path, file);
    // A machine that went down in the middle of a line: nobody was told that this one is written.
    await file.truncate(size);
    let previous = last && hashOf(last);
    let text = '';
    for (const line of lines) {
      const one = textOf(line, previous);
      text += one;
      previous = hashOf(one.slice(0, -1));
    }
    try {
      await file.appendFile(text);
      await file.sync();
    } catch (error) {
      await file.truncate(size).catch(() => undefined);
      throw error;
    }
  });
}

async function withLog(
  path: string,
  work: (file: promises.FileHandle) => Promise<void>,
): Promise<void> {
  const flags = O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
  try {
    const file = await promises.open(path, flags, 0o600);
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new FileFailed(`${logFlag}: ${escapeText(path)} is no file`);
      refuseWritten(logFlag, path, found);
      await work(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FileFailed) throw error;
    if (error instanceof UsageError) throw new FileFailed(error.message);
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') {
      throw new FileFailed(`${logFlag}: ${escapeText(path)} is a link: name the file itself`);
    }
    throw unwritable(logFlag, path, error);
  }
}

/** The last line of the log, null where it has none, and the bytes up to its end. */
async function endOf(
  path: string,
  file: promises.FileHandle,
): Promise<{ size: number; last: Buffer | null }> {
  const { size } = await file.stat();
  const start = Math.max(0, size - 2 * longestLine);
  const bytes = Buffer.alloc(size - start);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
  const tail = bytes.subarray(0, bytesRead);
  const end = tail.lastIndexOf(0x0a);
  const last = tail.subarray(end > 0 ? tail.lastIndexOf(0x0a, end - 1) + 1 : 0, Math.max(end, 0));
  const isOurs = end >= 0 ? readLine(last) !== null : beginning.test(tail.toString('latin1'));
  if (tail.length > 0 && (!isOurs || (end < 0 && start > 0))) {
    throw new FileFailed(
      `${logFlag}: ${escapeText(path)} does not end with a line of a log: name another file`,
    );
  }
  return { size: start + end + 1, last: end < 0 ? null : last };
}
