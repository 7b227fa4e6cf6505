import type { SessionFilter } from '../../index.js';
import { addressRange, expectedRange } from '../../inside.js';
import { quoted, UsageError } from '../usage.js';
import { parseDuration } from '../values/duration.js';
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
  if (flags.anonymous && flags.loggedIn)
    throw new UsageError('choose one of --anonymous and --logged-in');
  const instant = (text: string): Date => parseInstant(text, now);
  const before = (text: string): Date => new Date(now.getTime() - parseDuration(text));
  return defined({
    user: flags.user,
    exceptUser: flags.exceptUser,
    anonymous: flags.anonymous ?? (flags.loggedIn ? false : undefined),
    ip: given('--ip', flags.ip, parseRange),
    agent: flags.agent,
    seenBefore: given('--idle-for', flags.idleFor, before),
    createdBefore: given('--older-than', flags.olderThan, before),
    where: flags.where?.flatMap(
      (text) => given('--where', text, (one) => parseWhere(one, now)) ?? [],
    ),
    tokenPrefix: flags.tokenPrefix,
    expiresBefore: given('--expires-before', flags.expiresBefore, instant),
    expiresAfter: given('--expires-after', flags.expiresAfter, instant),
  });
}

/** In a script it is a variable that was not set, and would mean everybody. */
function refuseEmpty({ user, exceptUser, agent }: FilterFlags): void {
  const who = 'expected an id, a login or an e-mail';
  if (user?.includes('')) throw new UsageError(`--user: ${who}`);
  if (exceptUser?.includes('')) throw new UsageError(`--except-user: ${who}`);
  if (agent === '') throw new UsageError('--agent: expected a text');
}

function parseRange(text: string): string {
  if (addressRange(text) !== null) return text;
  throw new UsageError(`expected ${expectedRange}, not ${quoted(text)}`);
}
