import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Waits } from './writer.js';

const writer = fileURLToPath(new URL('./writer.js', import.meta.url));

/** Does `work` while a process of its own writes sessions into the database, and gives both. */
export async function besideWriter<T>(
  url: string,
  work: () => Promise<T>,
): Promise<{ result: T; felt: Waits }> {
  const child = fork(writer, [url]);
  try {
    await once(child, 'message');
    const result = await work();
    const answer = once(child, 'message');
    child.send('stop');
    const [felt] = (await answer) as [Waits];
    return { result, felt };
  } finally {
    child.kill();
  }
}
