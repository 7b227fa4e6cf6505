import { Readable, Writable } from 'node:stream';
import { readAll, type Io } from '../io.js';

/**
 * Gives each of several applications streams of its own: all read the same from stdin, and none draws
 * on the terminal below the lines of others.
 */
export function streamsFor(io: Io): () => Io {
  let all: Promise<Buffer> | undefined;
  async function* content(): AsyncGenerator<Buffer, void> {
    yield await (all ??= readAll(io.stdin));
  }
  return () => ({
    ...io,
    env: io.env,
    stdout: io.stdout,
    stdin: Object.assign(Readable.from(content()), { isTTY: io.stdin.isTTY === true }),
    stderr: Object.assign(
      new Writable({
        write: (chunk: Buffer, _encoding, done) => void io.stderr.write(chunk, done),
      }),
      // How wide lines may be, which is no leave to draw.
      io.stderr.isTTY === true ? { columns: io.stderr.columns ?? 0 } : {},
    ),
  });
}
