import { expect } from 'vitest';
import { runChild } from '../helpers/child.js';
import type { AppDatabase } from './databases.js';

/** What `purge --json` tells. */
export interface Purged {
  readonly deleted: number;
  readonly cutoff: string;
}

/**
 * Runs the tool on an application's database, whose table and layout it has to find, and gives its
 * stdout. The operator's machine is in another time zone.
 */
export const operator =
  (database: AppDatabase, secret: string) =>
  async (argv: readonly string[], stdin = ''): Promise<string> => {
    const { code, stdout, stderr } = await runChild([...argv, '-d', database.url], {
      stdin,
      env: { SESSION_ADMIN_SECRET: secret, TZ: 'America/New_York' },
    });
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    return stdout;
  };
