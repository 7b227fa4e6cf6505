import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The built tool, which a shell can run. */
export const tool = fileURLToPath(new URL('../../bin/session-admin.js', import.meta.url));

/** Whether this machine can make pseudo-terminals from the shell: util-linux's `script`. */
export const hasTerminals =
  process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** The built tool on a pseudo-terminal of its own, whose stdin, stdout and stderr it is. */
export interface Terminal {
  /** All that was written to it so far. */
  readonly text: string;
  /** Resolves as soon as what was written since the last call has this in it. */
  until(matches: RegExp): Promise<void>;
  resize(columns: number): void;
  type(keys: string): void;
  readonly ended: Promise<number>;
}

interface TerminalOptions {
  columns: number;
  env: Record<string, string>;
  /** Whether what is typed is shown, without which a shell shows no line. */
  echo?: boolean;
}

export const startOnTerminal = (
  argv: readonly string[],
  options: TerminalOptions,
): Promise<Terminal & { kill(): void }> => startProgram([process.execPath, tool, ...argv], options);

/** Any program on a pseudo-terminal: a shell, say. */
export async function startProgram(
  argv: readonly string[],
  { columns, env, echo = false }: TerminalOptions,
): Promise<Terminal & { kill(): void }> {
  const words = argv.map((word) => `'${word}'`).join(' ');
  const command = `tty; stty cols ${columns} rows 24 ${echo ? '' : '-'}echo; exec ${words}`;
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], TERM: 'xterm', ...env },
  });
  const ended = once(child, 'close').then(([code]) => code as number);
  let text = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  const until = (matches: RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = matches.exec(text.slice(seen));
        if (found === null) return;
        child.stdout.off('data', look);
        child.off('close', gone);
        seen += found.index + found[0].length;
        resolve();
      };
      child.stdout.on('data', look);
      const gone = (): void => reject(new Error(`it ended with ${text}`));
      child.once('close', gone);
      look();
    });
  await until(/\r\n/);
  const device = /\/dev\/\S+/.exec(text)?.[0] ?? '';
  return {
    get text() {
      return text;
    },
    until,
    resize: (to) => void execFileSync('stty', ['-F', device, 'cols', String(to)]),
    type: (keys) => void child.stdin.write(keys),
    ended,
    kill: () => void child.kill('SIGKILL'),
  };
}
