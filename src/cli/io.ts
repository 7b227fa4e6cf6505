import { addAbortSignal, type Readable, type Writable } from 'node:stream';
import { utf8Of } from './output/utf8.js';

/** The streams and the environment that a run of the tool is given. */
export interface Io {
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number };
  env: Readonly<Record<string, string | undefined>>;
}

/** Whether there is somebody to ask, who sees the question. */
export const canAskOn = ({ stdin, stderr }: Io): boolean =>
  stdin.isTTY === true && stderr.isTTY === true;

/** How wide a terminal is; some say that they have no columns at all. */
export const columnsOf = ({ columns = 0 }: { columns?: number }): number =>
  columns > 0 ? columns : 80;

/** The reader of our output has gone (`| head -1`): nothing is left to do, and nothing to say. */
export class ClosedPipe extends Error {
  override readonly name = 'ClosedPipe';
}

/** What we have to say could not be written, for another reason than a reader that has gone. */
export class WriteFailed extends Error {
  override readonly name = 'WriteFailed';

  constructor(cause: NodeJS.ErrnoException) {
    super(`the output cannot be written (${cause.code ?? cause.name})`, { cause });
  }
}

/** Writes with back-pressure; a closed pipe becomes a ClosedPipe error. */
export class Output {
  #failure: ClosedPipe | WriteFailed | undefined;
  #making: Promise<void> | undefined;

  constructor(readonly stream: Io['stdout']) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure ??= error.code === 'EPIPE' ? new ClosedPipe() : new WriteFailed(error);
    });
    stream.on('close', () => (this.#failure ??= new ClosedPipe()));
  }

  /** Several texts are written as one. */
  async write(text: string | Uint8Array | readonly string[]): Promise<void> {
    this.#refuseFailed();
    const chunk = typeof text === 'string' || text instanceof Uint8Array ? text : utf8Of(text);
    if (chunk.length === 0 || this.stream.write(chunk)) return;
    // Several may wait at a time: one listener is enough for them.
    await (this.#making ??= this.#room().finally(() => (this.#making = undefined)));
    this.#refuseFailed();
  }

  /** Waits until everything is written, which may yet fail. */
  async flush(): Promise<void> {
    this.#refuseFailed();
    await new Promise<void>((resolve) => this.stream.write('', () => resolve()));
    // A stream calls back before it says what went wrong.
    await new Promise((resolve) => setImmediate(resolve));
    this.#refuseFailed();
  }

  /** Resolves when the stream can take more, or never will. */
  #room(): Promise<void> {
    const events = ['drain', 'error', 'close'];
    return new Promise((resolve) => {
      const done = (): void => {
        for (const event of events) this.stream.off(event, done);
        resolve();
      };
      for (const event of events) this.stream.on(event, done);
    });
  }

  #refuseFailed(): void {
    if (this.#failure) throw this.#failure;
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

/**
 * Goes over the lines of a stream, split at LF alone: JSON may hold any other separator as it is.
 * Throws an AbortError when the signal fires, also while no line comes.
 */
export async function* readLines(
  stream: Readable,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  addAbortSignal(signal, stream);
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
