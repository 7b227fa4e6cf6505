import { createReadStream, promises } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { unreadable } from '../files.js';
import { UsageError } from '../usage.js';
import { logFlag } from './beside.js';
import { longestLine, readLine, type LogLine, type Unchained } from './line.js';

/** A line of the file as it stands there. */
export interface RawLine {
  /** From 1 on. */
  readonly number: number;
  /** Without its newline; of one that is too long only the start. */
  readonly bytes: Buffer;
  /** Null where it is no line of a log. */
  readonly line: LogLine | null;
}

/** Whether a log has this very line. */
export async function hasLine(path: string, wanted: Unchained): Promise<boolean> {
  for await (const { line } of readLog(path)) {
    if (isDeepStrictEqual(line, { ...wanted, previous: line?.previous })) return true;
  }
  return false;
}

/** Goes over the lines of a log, in memory that does not grow. What has no newline is no line. */
export async function* readLog(path: string): AsyncGenerator<RawLine, void> {
  const found = await promises.stat(path).catch((cause: unknown) => {
    throw unreadable(logFlag, cause);
  });
  if (!found.isFile()) throw new UsageError(`${logFlag}: expected a file`);
  let number = 0;
  let rest = Buffer.alloc(0);
  const next = (bytes: Buffer, isWhole: boolean): RawLine => {
    const line = isWhole && bytes.length < longestLine ? readLine(bytes) : null;
    return { number: ++number, bytes, line };
  };
  const stream = createReadStream(path);
  try {
    for await (const piece of stream) {
      let chunk = piece as Buffer;
      for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a)) {
        yield next(Buffer.concat([rest, chunk.subarray(0, end)]), true);
        rest = Buffer.alloc(0);
        chunk = chunk.subarray(end + 1);
      }
      // Of what is too long to be a line no more is kept than shows it.
      rest = Buffer.concat([rest, chunk.subarray(0, Math.max(0, longestLine - rest.length))]);
    }
  } catch (error) {
    throw unreadable(logFlag, error);
  }
  if (rest.length > 0) yield next(rest, false);
}
