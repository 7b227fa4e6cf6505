import { checkNames, groupings, groupSorts } from '../inside.js';
import type { OptionDefinition } from './option-definition.js';
import { filterOptions } from './filter-options.js';
import { removalOptions } from './removal-options.js';
import { sharedOptions } from './shared-options.js';
import { fieldNames, sortFields } from './values/fields.js';

/**
 * Every option, in the order of the help. Commander's options, the help's list of variables, the
 * hints behind errors, their guides and the table in the guide `environment` are made from it.
 */
export const options: readonly OptionDefinition[] = [
  ...sharedOptions,

  // Which session, and which sessions.
  {
    flags: '--cookie <value>',
    help: "the session of this cookie (its value, or a Cookie header), or - to read it from stdin; checked where the application's secret is given",
    commands: ['get'],
  },
  {
    flags: '--cookie <value>',
    help: 'the session of this cookie (its value, or a Cookie header), or - to read it from stdin',
    commands: ['delete'],
  },
  {
    flags: '--user <who>',
    help: 'the session of this user, by id, login or e-mail, where there is but one',
    commands: ['get'],
  },
  {
    flags: '--generate',
    help: 'make a token as the framework would, and print it whole',
    commands: ['put'],
  },
  {
    flags: '--hashed',
    help: 'store the hash of the token (SCS with HashTokenInStore)',
    commands: ['put'],
  },
  {
    flags: '--cookie',
    help: "print the Cookie header that logs in; a signed one needs the application's secret",
    commands: ['put'],
  },
  {
    flags: '--cookie-name <name>',
    help: "the cookie's name, where it is not the framework's usual one",
    commands: ['get', 'put', 'delete', 'lockout'],
    feeds: 'cookieName',
  },
  {
    flags: '--expired',
    help: 'those that have run out',
    commands: ['list'],
    group: 'Which sessions:',
  },
  { flags: '--expired', help: 'show it even if it has run out', commands: ['get'] },
  { flags: '--expired', help: 'expired sessions only', commands: ['delete'] },
  { flags: '--all', help: 'active and expired ones', commands: ['list'] },
  { flags: '--all', help: 'every session', commands: ['delete'] },
  ...filterOptions,

  // How to show them.
  {
    flags: '--sort <key>',
    help: 'expiry, token, user, created or last-seen, the least first; by default the order that costs the database least',
    commands: ['list'],
    group: 'How to show them:',
    completes: { values: sortFields },
  },
  {
    flags: '--limit <n>',
    help: 'at most so many, or all; by default 100 in a table, else all',
    commands: ['list'],
    completes: { values: ['all'] },
  },
  {
    flags: '--by <what>',
    help: 'a group for each user, ip, device, day or state, and how many sessions it has',
    commands: ['stats'],
    group: 'How to show them:',
    guide: 'stats',
    completes: { values: groupings },
  },
  {
    flags: '--sort <key>',
    help: 'order the groups by sessions, active, users, last-seen or key; by sessions, the most first, unless they are days',
    commands: ['stats'],
    completes: { values: groupSorts },
  },
  {
    flags: '--limit <n>',
    help: 'at most so many groups, or users, addresses and devices, or all; by default 100 groups in a table, and 10 of the others',
    commands: ['stats'],
    completes: { values: ['all'] },
  },
  {
    flags: '--fields <list>',
    help: 'which columns: app, token, user, name, users, state, expiry, size, codec, data, error, raw, data.<path>, or a column of the table',
    commands: ['list'],
    completes: { values: fieldNames, list: true },
  },
  { flags: '--exact', help: 'in a table, show expiries as instants', commands: ['list'] },
  { flags: '--field <path>', help: 'only this value of the payload', commands: ['get'] },
  { flags: '--raw', help: 'only the stored bytes, unchanged', commands: ['get'] },
  {
    flags: '--typed',
    help: 'show values that JSON cannot say in a typed form that put takes back',
    commands: ['list', 'get'],
  },

  // What is stored.
  {
    flags: '--data <json>',
    help: 'its values; {} by default',
    commands: ['put'],
    group: 'The payload:',
    guide: 'codecs',
  },
  {
    flags: '--file <path>',
    help: 'a file that holds them as JSON, or - for stdin',
    commands: ['put'],
    completes: 'path',
  },
  {
    flags: '--raw-file <path>',
    help: 'a file that holds the bytes to store as they are, or - for stdin',
    commands: ['put'],
    feeds: 'data',
    guide: 'codecs',
    completes: 'path',
  },
  {
    flags: '--user <id>',
    help: 'whose session it is, where the framework has a place for that',
    commands: ['put'],
    feeds: 'user',
  },
  {
    flags: '--set <column=value>',
    help: 'fill a further column that the table wants; repeatable',
    commands: ['put'],
    repeats: true,
    feeds: 'set',
    guide: 'custom',
  },
  {
    flags: '--ttl <duration>',
    help: 'so long from now (90s, 1h30m, 7d); 24h by default',
    commands: ['put'],
    group: 'The expiry:',
  },
  {
    flags: '--expires <time>',
    help: 'an instant (RFC 3339) or a distance from now (+24h)',
    commands: ['put'],
  },
  {
    flags: '--from <path>',
    help: 'NDJSON as list --format ndjson --reveal writes it, or - for stdin; all are stored or none',
    commands: ['put'],
    group: 'Many sessions:',
    completes: 'path',
  },

  {
    flags: '--only <check>',
    help: 'this check alone: connection, version, layout, clocks, zone, expiry-index, token-index, privileges, writes, lifetime, rows, purge, storage, deletion or files; may be repeated',
    commands: ['doctor'],
    repeats: true,
    completes: { values: checkNames },
  },

  {
    flags: '--user <who>',
    help: 'show the lines of commands that named this user, by id, login or e-mail, in small or capital letters',
    commands: ['log'],
  },
  {
    flags: '--since <time>',
    help: 'show the lines from an instant on (RFC 3339, or a distance from now: -7d)',
    commands: ['log'],
  },

  ...removalOptions,
];
