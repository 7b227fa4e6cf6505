import type { Command } from 'commander';
import type { SessionFilter } from '../../index.js';
import { defined, given } from '../options.js';
import { UsageError } from '../usage.js';
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

/** Adds the options that say which sessions are meant: the same for every command that takes some. */
export const addFilterOptions = (command: Command): Command =>
  command
    .option('--user <id>', 'those of this user; may be repeated: any of them', collect)
    .option(
      '--where <condition...>',
      "those that say so: 'path=value', !=, ~ (contains), <, <=, >, >=, a bare path (is there) or '!path' (is not there); != also takes those without the path; a path leads into the payload, or is a column or user, state, expiry, size, token (a payload's own field of such a name is data.user); several must all hold",
    )
    .option('--token-prefix <prefix>', 'those whose token begins so')
    .option('--expires-before <time>', 'an instant (RFC 3339) or a distance from now (+1h, -7d)')
    .option('--expires-after <time>', 'likewise');

const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** Reads the filters that were given; the state is the command's to say. */
export function readFilter(flags: FilterFlags, now: Date): Omit<SessionFilter, 'state'> {
  if (flags.user?.includes('')) throw new UsageError('--user: expected an id');
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
