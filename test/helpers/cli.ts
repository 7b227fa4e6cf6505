import { PassThrough, Readable, Writable } from 'node:stream';
import { main } from '../../src/cli/main.js';
import type { Io } from '../../src/cli/io.js';

export interface RunOptions {
  /** The database, given through the environment. */
  database?: string;
  env?: Io['env'];
  /** What stdin holds; nothing by default. */
  stdin?: string | Buffer | readonly (string | Buffer)[];
  /** Which streams are terminals, 80 columns wide; none by default. */
  terminal?: boolean | { stdin?: boolean; stdout?: boolean; stderr?: boolean };
  /** How wide the terminals are. */
  columns?: number;
}

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
  /** stdout as it was written. */
  bytes: Buffer;
}

/** Runs the tool in this process and gives what it wrote and its exit code. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { database, env = {}, terminal = false, columns = 80 } = options;
  const isTTY = (name: 'stdin' | 'stdout' | 'stderr'): boolean =>
    typeof terminal === 'boolean' ? terminal : (terminal[name] ?? false);
  const stdout = new Collector(isTTY('stdout'), columns);
  const stderr = new Collector(isTTY('stderr'), columns);
  const code = await main(argv, {
    stdin: Object.assign(stdinOf(options.stdin), { isTTY: isTTY('stdin') }),
    stdout,
    stderr,
    env: { ...(database !== undefined && { SESSION_ADMIN_DATABASE: database }), ...env },
  });
  return { code, stdout: stdout.text, stderr: stderr.text, bytes: stdout.bytes };
}

/** Runs the tool where it must succeed without a word on stderr, and gives its stdout. */
export async function output(argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(argv, options);
  if (code !== 0 || stderr !== '') throw new Error(`exit code ${code}: ${stderr}`);
  return stdout;
}

/** The objects of an NDJSON text. */
export const objectsIn = (ndjson: string): Record<string, unknown>[] =>
  linesOf(ndjson).map((line) => JSON.parse(line) as Record<string, unknown>);

/** The lines of a text that ends with a newline, or is empty. */
export function linesOf(text: string): string[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end');
  return text.split('\n').slice(0, -1);
}

class Collector extends Writable {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly #chunks: Buffer[] = [];

  constructor(isTTY: boolean, columns: number) {
    super();
    this.isTTY = isTTY;
    this.columns = columns;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get text(): string {
    return this.bytes.toString();
  }
}

function stdinOf(input: RunOptions['stdin'] = ''): Readable {
  if (typeof input !== 'string' && !Buffer.isBuffer(input)) return Readable.from([...input]);
  const stream = new PassThrough();
  stream.end(input);
  return stream;
}
