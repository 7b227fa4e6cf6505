import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { UsageError } from '../usage.js';

/** Somebody may have to type a passphrase, or touch a key. */
const timeLimitMs = 60_000;
/** More than this of what a program says on stderr is not shown. */
const mostSaid = 16 * 1024;

interface Running {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How many bytes it may print. */
  readonly longest: number;
  /** Is given each line that it says on stderr, as it comes. */
  readonly tell: (line: string) => Promise<void>;
  /** Milliseconds. Default is a minute. */
  readonly timeLimit?: number;
}

/**
 * Runs a program without a shell, and returns what it prints. Throws a UsageError that begins with
 * `what`, and has nothing of its output.
 */
export async function commandOutput(
  what: string,
  [program, ...words]: readonly [string, ...string[]],
  { cwd, env, longest, tell, timeLimit = timeLimitMs }: Running,
): Promise<string> {
  const { spawn } = await import('node:child_process');
  const child = spawn(program, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let tooMuch: string | undefined;
  // What it has started may hold its output open: nothing more is waited for.
  const end = (why: string): void => {
    tooMuch ??= why;
    child.kill('SIGKILL');
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
  };
  const limit = setTimeout(() => end('it did not end in time'), timeLimit);
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > longest) end('it printed more than the URL of a database');
    else chunks.push(chunk);
  });
  const told = tellLines(child.stderr, tell);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    await told();
    const failed = code === 0 ? undefined : `it failed (${signal ?? `exit code ${code ?? '?'}`})`;
    const wrong = tooMuch ?? failed;
    if (wrong !== undefined) throw new UsageError(`${what}: ${wrong}`);
    return Buffer.concat(chunks).toString();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code = 'it failed' } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such program' : code;
    throw new UsageError(`${what}: it cannot be run: ${why}`);
  } finally {
    clearTimeout(limit);
  }
}

/** Tells the lines of a stream; what it gives waits until all are told. */
function tellLines(stream: Readable, tell: Running['tell']): () => Promise<void> {
  let rest = '';
  let said = 0;
  let telling = Promise.resolve();
  const say = (line: string): void => {
    if (line !== '') telling = telling.then(() => tell(line));
  };
  stream.setEncoding('utf8').on('data', (piece: string) => {
    const room = mostSaid - said;
    if (room <= 0) return;
    said += piece.length;
    const lines = (rest + piece.slice(0, room)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) say(line.replace(/\r$/, ''));
    if (said >= mostSaid) say(`${rest}…`);
    if (said >= mostSaid) rest = '';
  });
  return async () => {
    say(rest);
    await telling;
  };
}
