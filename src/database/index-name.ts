import type { Runner, Statement } from './statement.js';

/** Bytes of a name: PostgreSQL takes 63, MySQL 64 characters. */
const longest = 60;

/**
 * Returns a name for an index that nothing else has: the one that is wished for, or, where that is
 * taken, with a number behind it. `taken` tells the names there are. Column: `name`.
 */
export async function freeName(run: Runner, wished: string, taken: Statement): Promise<string> {
  const rows = await run.select<{ name: string }>(taken);
  const names = new Set(rows.map(({ name }) => name.toLowerCase()));
  for (let n = 1; ; n++) {
    const name = n === 1 ? shortened(wished, '') : shortened(wished, `_${n}`);
    if (!names.has(name.toLowerCase())) return name;
  }
}

function shortened(name: string, end: string): string {
  const kept = Array.from(name);
  while (Buffer.byteLength(kept.join('') + end) > longest) kept.pop();
  return kept.join('') + end;
}
