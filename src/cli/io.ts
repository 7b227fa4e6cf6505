import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** The streams and the environment that a run of the tool is given. */
export interface Io {
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number };
  env: Readonly<Record<string, string | undefined>>;
}

/** The reader of our output has gone (`| head -1`): nothing is left to do, and nothing to say. */
export class ClosedPipe extends Error {
  override readonly name = 'ClosedPipe';
}

/** Writes with back-pressure; a closed pipe becomes a ClosedPipe error. */
export class Output {
  #gone = false;

  constructor(readonly stream: Io['stdout']) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#gone = true;
      if (error.code !== 'EPIPE') throw error;
    });
  }

  async write(chunk: string | Uint8Array): Promise<void> {
    this.#refuseGone();
    if (chunk.length === 0 || this.stream.write(chunk)) return;
    const closed = once(this.stream, 'close');
    await Promise.race([once(this.stream, 'drain'), closed]).catch(() => {
      this.#gone = true;
    });
    this.#refuseGone();
  }

  #refuseGone(): void {
    if (this.#gone) throw new ClosedPipe();
  }
}

/** Reads a stream to its end. */
export async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as string));
  }
  return Buffer.concat(chunks);
}

/** Goes over the lines of a stream, split at LF alone: JSON may hold any other separator as it is. */
export async function* readLines(stream: Readable): AsyncGenerator<string, void> {
  let parts: Buffer[] = [];
  for await (const piece of stream) {
    let chunk = Buffer.isBuffer(piece) ? piece : Buffer.from(piece as string);
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a)) {
      yield Buffer.concat([...parts, chunk.subarray(0, end)]).toString();
      parts = [];
      chunk = chunk.subarray(end + 1);
    }
    if (chunk.length > 0) parts.push(chunk);
  }
  if (parts.length > 0) yield Buffer.concat(parts).toString();
}
