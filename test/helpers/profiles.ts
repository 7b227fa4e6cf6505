import { chmod, writeFile } from 'node:fs/promises';

/** Writes a file of profiles that this user alone can read, and gives the environment that names it. */
export async function writeProfiles(
  path: string,
  profiles: unknown,
): Promise<{ SESSION_ADMIN_CONFIG: string }> {
  await writeFile(path, typeof profiles === 'string' ? profiles : JSON.stringify(profiles));
  await chmod(path, 0o600);
  return { SESSION_ADMIN_CONFIG: path };
}
