import { createReadStream, promises } from 'node:fs';
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

/** What to say where the file that an option names cannot be read. */
export function unreadable(option: string, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code;
  const reason = code === 'ENOENT' ? 'there is none of that name' : (code ?? 'it failed');
  return new UsageError(`${option}: the file cannot be read: ${reason}`);
}
