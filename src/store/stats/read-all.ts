import type { Session } from '../../session.js';
import { scan, type ScanOptions } from '../read/scan.js';
import type { Target } from '../target.js';
import type { CountingOptions } from './contract.js';

/** Fewer than a list reads at a time: no one waits for the first. */
const pageSize = 1000;

/** Reads every session that a filter lets pass, of all states by default, and tells how many so far. */
export async function readAll(
  target: Target,
  options: CountingOptions & Pick<ScanOptions, 'device'>,
  take: (session: Session) => void,
): Promise<void> {
  const { onProgress, ...filter } = options;
  let read = 0;
  const all = { state: 'all', columns: [], pageSize, ...filter } as const;
  for await (const page of scan(target, target.clock.now(), all)) {
    for (const session of page) take(session);
    read += page.length;
    onProgress?.(read);
  }
}
