import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Io } from '../io.js';

/** What `less` is to do where nobody says otherwise: end at once where all fits, keep colours. */
const lessOptions = 'FRX';

/**
 * Shows a text through the pager that `PAGER` names, or `less`; false where there is none to show it
 * with, or nothing to page: then it is the caller's to write.
 *
 * A text goes through a pager only on a terminal that it does not fit on.
 */
export async function page(text: string, { stdout, env }: Io): Promise<boolean> {
  const { isTTY, rows = 24 } = stdout as Io['stdout'] & { rows?: number };
  if (!isTTY || text.split('\n').length <= rows) return false;
  const pager = env['PAGER'] ?? 'less';
  if (pager.trim() === '' || pager.trim() === 'cat') return false;
  const child = spawn(pager, {
    shell: true,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { LESS: lessOptions, LESSCHARSET: 'utf-8', ...env },
  });
  // It may end before it has read everything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(text);
  const [code] = (await once(child, 'close')) as [number | null];
  return code !== 127 && code !== 126;
}
