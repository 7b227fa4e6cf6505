import { promises } from 'node:fs';

/** Replaces a file in one step: whoever reads it sees the old text or the new, never a part. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    await promises.writeFile(beside, text);
    await promises.rename(beside, path);
  } catch (error) {
    await promises.rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}
