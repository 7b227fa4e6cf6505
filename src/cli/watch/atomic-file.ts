import { rename, rm, writeFile } from 'node:fs/promises';

/** Replaces a file in one step: whoever reads it sees the old text or the new, never a part. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}
