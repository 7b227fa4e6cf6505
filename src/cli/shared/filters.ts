import type { SessionFilter } from '../../index.js';
import { addressRange, expectedRange } from '../../inside.js';
import { flagNamed } from '../option-words.js';
import { quoted, UsageError } from '../usage.js';
import { parseDuration } from '../values/duration.js';
import { chooseOne, readFlag } from '../values/flag.js';
import { defined, given } from '../values/given.js';
import { parseInstant } from '../values/instant.js';
import { parseWhere } from '../values/where.js';

/** What commander makes of the options that say which sessions are meant. */
export interface FilterFlags {
  expired?: boolean;
  all?: boolean;
  user?: string[];
  exceptUser?: string[];
  anonymous?: boolean;
  loggedIn?: boolean;
  ip?: string;
  agent?: string;
  idleFor?: string;
  olderThan?: string;
  where?: string[];
  tokenPrefix?: string;
  expiresBefore?: string;
  expiresAfter?: string;
}

/** Reads the filters that were given; the state is the command's to say. */
export function readFilter(flags: FilterFlags, now: Date): Omit<SessionFilter, 'state'> {
  refuseEmpty(flags);
  if (flags.anonymous && flags.loggedIn) throw chooseOne('anonymous', 'loggedIn');
  const instant = (text: string): Date => parseInstant(text, now);
  const before = (text: string): Date => new Date(now.getTime() - parseDuration(text));
  return defined({
    user: flags.user,
    exceptUser: flags.exceptUser,
    anonymous: flags.anonymous ?? (flags.loggedIn ? false : undefined),
    ip: readFlag(flags, 'ip', parseRange),
    agent: flags.agent,
    seenBefore: readFlag(flags, 'idleFor', before),
    createdBefore: readFlag(flags, 'olderThan', before),
    where: flags.where?.flatMap(
      (text) => given('--where', text, (one) => parseWhere(one, now)) ?? [],
    ),
    tokenPrefix: flags.tokenPrefix,
    expiresBefore: readFlag(flags, 'expiresBefore', instant),
    expiresAfter: readFlag(flags, 'expiresAfter', instant),
  });
}

/** In a script it is a variable that was not set, and would mean everybody. */
function refuseEmpty({ user, exceptUser, agent }: FilterFlags): void {
  if (user?.includes('')) throw nobody('user');
  if (exceptUser?.includes('')) throw nobody('exceptUser');
  if (agent === '') throw new UsageError('--agent: expected a text');
}

/** An option that is to say who, and says nothing. */
export const nobody = (key: 'user' | 'exceptUser'): UsageError =>
  new UsageError(`${flagNamed(key)}: expected an id, a login or an e-mail`);

function parseRange(text: string): string {
  if (addressRange(text) !== null) return text;
  throw new UsageError(`expected ${expectedRange}, not ${quoted(text)}`);
}
