import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Run, RunOptions } from './cli.js';

const tool = fileURLToPath(new URL('../../bin/session-admin.js', import.meta.url));

export interface ChildOptions extends Pick<RunOptions, 'database' | 'env'> {
  stdin?: string | Buffer;
  cwd?: string;
}

export interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when the process has ended and its streams are read. */
  readonly ended: Promise<Run & { signal: NodeJS.Signals | null }>;
  /** Resolves as soon as stdout, or stderr, has this much in it. */
  until(stream: 'stdout' | 'stderr', matches: RegExp): Promise<void>;
}

/** Starts the built tool as a process of its own. */
export function start(argv: readonly string[], options: ChildOptions = {}): Child {
  const { database, env = {}, stdin, cwd } = options;
  const child = spawn(process.execPath, [tool, ...argv], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd,
    env: {
      PATH: process.env['PATH'],
      ...(database !== undefined && { SESSION_ADMIN_DATABASE: database }),
      ...env,
    },
  });
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].on('data', (chunk: Buffer) => chunks[name].push(chunk));
  }
  // A process that ends before it has read everything is no failure of the test.
  child.stdin.on('error', () => undefined);
  if (stdin !== undefined) child.stdin.end(stdin);
  const text = (name: 'stdout' | 'stderr'): string => Buffer.concat(chunks[name]).toString();
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: (code as number | null) ?? -1,
    signal: signal as NodeJS.Signals | null,
    stdout: text('stdout'),
    stderr: text('stderr'),
    bytes: Buffer.concat(chunks.stdout),
  }));
  return {
    process: child,
    get stdout() {
      return text('stdout');
    },
    get stderr() {
      return text('stderr');
    },
    ended,
    until: (name, matches) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (matches.test(text(name))) resolve();
        };
        look();
        child[name].on('data', look);
        child.once('close', () =>
          reject(new Error(`it ended with ${text('stdout')}${text('stderr')}`)),
        );
      }),
  };
}

/** Runs the built tool as a process of its own, to its end. */
export const runChild = (argv: readonly string[], options: ChildOptions = {}) =>
  start(argv, { stdin: '', ...options }).ended;
