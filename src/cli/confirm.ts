import { createInterface } from 'node:readline';
import type { Io } from './io.js';

/**
 * Asks a yes-or-no question on the terminal; anything but yes, the end of input and an interrupt
 * are a no.
 */
export function confirm(
  question: string,
  { stdin, stderr }: Io,
  signal: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: stdin, output: stderr, terminal: false, signal });
    lines.once('close', () => resolve(false));
    lines.once('line', (line) => {
      resolve(/^y(es)?$/i.test(line.trim()));
      lines.close();
    });
    stderr.write(`${question} [y/N] `);
  });
}
