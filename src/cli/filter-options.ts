import type { OptionDefinition } from './option-definition.js';

const filters = ['list', 'delete', 'stats'] as const;

/** The options that say which sessions are meant, and that `readFilter` reads: part of the one table of options. */
export const filterOptions: readonly OptionDefinition[] = [
  {
    flags: '--user <who>',
    help: 'those of this user, by the id, or by the login or e-mail where a table of users tells; may be repeated: any of them',
    commands: filters,
    repeats: true,
  },
  {
    flags: '--except-user <who>',
    help: 'those that are certainly not of this user; may be repeated: of none of them',
    commands: filters,
    repeats: true,
    guide: 'filters',
  },
  {
    flags: '--anonymous',
    help: 'those in which nobody is logged in',
    commands: filters,
    feeds: 'anonymous',
    guide: 'filters',
  },
  {
    flags: '--logged-in',
    help: 'those in which somebody is',
    commands: filters,
    guide: 'filters',
  },
  {
    flags: '--ip <address>',
    help: 'those of this address, or of a range (10.0.0.0/8, 2001:db8::/32)',
    commands: filters,
    guide: 'filters',
  },
  {
    flags: '--agent <text>',
    help: 'those whose user agent contains it, in small or capital letters',
    commands: filters,
    guide: 'filters',
  },
  {
    flags: '--idle-for <duration>',
    help: 'those that were last seen longer ago (30m, 7d)',
    commands: filters,
    guide: 'filters',
  },
  {
    flags: '--older-than <duration>',
    help: 'those that were made longer ago',
    commands: filters,
    guide: 'filters',
  },
  {
    flags: '--where <condition...>',
    help: "those that say so: 'path=value', !=, ~ (contains), <, <=, >, >=, a bare path (is there) or '!path' (is not there); != also takes those without the path; a path leads into the payload, or is a column or user, name, state, expiry, size, token, created, lastSeen, ip, agent, device (a payload's own field of such a name is data.user); several must all hold",
    commands: filters,
    guide: 'filters',
  },
  {
    flags: '--token-prefix <prefix>',
    help: 'those whose token begins so',
    commands: filters,
    guide: 'filters',
  },
  {
    flags: '--expires-before <time>',
    help: 'an instant (RFC 3339) or a distance from now (+1h, -7d)',
    commands: filters,
    guide: 'filters',
  },
  {
    flags: '--expires-after <time>',
    help: 'likewise',
    commands: filters,
    guide: 'filters',
  },
];
