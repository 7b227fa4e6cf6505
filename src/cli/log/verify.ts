import { hashOf } from './line.js';
import { readLog } from './read.js';

/** What came of looking at a log's chain. */
export interface Verified {
  /** Lines that are whole and in their places. */
  lines: number;
  /** The hash of the last of them; null where there is none. */
  last: string | null;
  /** What is wrong first; null where nothing is. */
  problem: string | null;
  /** Whether one of them has the hash that was looked for. */
  found: boolean;
}

/** Follows the chain of a log up to the first line that is out of it. */
export async function verifyLog(path: string, wanted?: string): Promise<Verified> {
  let last: string | null = null;
  let lines = 0;
  let found = false;
  const broken = (problem: string): Verified => ({ lines, last, problem, found });
  for await (const { number, bytes, line } of readLog(path)) {
    if (line === null) return broken(`line ${number} is not whole, or was altered`);
    if (line.previous !== last) return broken(outOfChain(number, line.previous));
    last = hashOf(bytes);
    lines = number;
    found ||= last === wanted;
  }
  return { lines, last, problem: null, found };
}

function outOfChain(number: number, previous: string | null): string {
  if (number === 1) return 'line 1 is not the first: lines before it were removed';
  if (previous === null) return `line ${number} is the first of a log: it was put here`;
  return `line ${number} does not follow line ${number - 1}: line ${number - 1} was altered, or lines were removed or put elsewhere here`;
}
