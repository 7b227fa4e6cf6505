import type { SessionFilter } from '../../index.js';
import { UsageError } from '../usage.js';
import { defined, given } from '../values/given.js';
import { parseInstant } from '../values/instant.js';
import { parseWhere } from '../values/where.js';

/** What commander makes of the options that say which sessions are meant. */
export interface FilterFlags {
  expired?: boolean;
  all?: boolean;
  user?: string[];
  where?: string[];
  tokenPrefix?: string;
  expiresBefore?: string;
  expiresAfter?: string;
}

/** Reads the filters that were given; the state is the command's to say. */
export function readFilter(flags: FilterFlags, now: Date): Omit<SessionFilter, 'state'> {
  if (flags.user?.includes(''))
    throw new UsageError('--user: expected an id, a login or an e-mail');
  const instant = (text: string): Date => parseInstant(text, now);
  return defined({
    user: flags.user,
    where: flags.where?.flatMap(
      (text) => given('--where', text, (one) => parseWhere(one, now)) ?? [],
    ),
    tokenPrefix: flags.tokenPrefix,
    expiresBefore: given('--expires-before', flags.expiresBefore, instant),
    expiresAfter: given('--expires-after', flags.expiresAfter, instant),
  });
}
