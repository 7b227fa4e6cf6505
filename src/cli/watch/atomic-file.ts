import { randomUUID } from 'node:crypto';
import { promises } from 'node:fs';

/**
 * Replaces a file in one step: whoever reads it sees the old text or the new, never a part.
 *
 * The new one has a name that nobody can guess, and is not opened where anything stands there: in a
 * folder that others write to, that may be a link to what they may not write themselves.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}.tmp`;
  await promises.writeFile(beside, text, { flag: 'wx' });
  try {
    await promises.rename(beside, path);
  } catch (error) {
    await promises.rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}
