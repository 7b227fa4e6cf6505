import { promises } from 'node:fs';

/**
 * Returns what a file begins with, up to one byte more than it may hold: that shows that there is too
 * much, and no more is read, as the path may be a device without an end.
 */
export async function readStart(path: string, longest: number): Promise<Buffer> {
  const file = await promises.open(path);
  try {
    return await readOpened(file, longest);
  } finally {
    await file.close();
  }
}

/** The same of a file that is open, from where it stands. */
export async function readOpened(file: promises.FileHandle, longest: number): Promise<Buffer> {
  const bytes = Buffer.alloc(longest + 1);
  for (let size = 0; ;) {
    const { bytesRead } = await file.read(bytes, size, bytes.length - size, null);
    size += bytesRead;
    if (bytesRead === 0 || size === bytes.length) return bytes.subarray(0, size);
  }
}
