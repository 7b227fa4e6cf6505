import type { StoreOptions } from '../../index.js';
import type { Context } from '../context.js';
import type { Consent } from '../shared/confirmation.js';
import { UsageError } from '../usage.js';

/** What commander makes of the options of `put`. */
export interface PutFlags extends Consent {
  data?: string;
  file?: string;
  rawFile?: string;
  user?: string;
  ttl?: string;
  expires?: string;
  generate?: boolean;
  hashed?: boolean;
  cookie?: boolean;
  cookieName?: string;
  from?: string;
  set?: readonly string[];
}

/** How long a session lives where nothing is said. */
export const defaultTtlMs = 24 * 60 * 60 * 1000;

/** Only the table that gormstore makes is ours to make: a name that was given must be there. */
export const creating = ({ settings }: Context): Pick<StoreOptions, 'create'> => ({
  create: settings.table === undefined || settings.table === 'sessions',
});

/** Reads `column=value`, once for each column. */
export function readSet(given: readonly string[] | undefined): Record<string, string> | undefined {
  if (given === undefined) return undefined;
  const set: Record<string, string> = {};
  for (const item of given) {
    const split = item.indexOf('=');
    const column = item.slice(0, split);
    if (split < 1 || Object.hasOwn(set, column)) {
      throw new UsageError('--set: expected <column>=<value>, once for each column');
    }
    set[column] = item.slice(split + 1);
  }
  return set;
}
