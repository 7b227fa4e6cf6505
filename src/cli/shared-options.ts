import { codecNames, expiryFormatNames, layoutNames } from '../inside.js';
import { formatNames } from './formats/contract.js';
import type { OptionDefinition } from './option-definition.js';
import { columnParts } from './values/columns.js';

/** The options that every command takes, in the order of the help: part of the one table of options. */
export const sharedOptions: readonly OptionDefinition[] = [
  {
    flags: '-d, --database <url>',
    help: 'a SQLite file, sqlite:path, postgres://…, mysql://… or mariadb://…; by default sqlite:sessions.db',
    variables: ['SESSION_ADMIN_DATABASE', 'DATABASE_URL'],
    feeds: 'database',
    guide: 'databases',
    completes: 'path',
  },
  {
    flags: '-t, --table <name>',
    help: 'the session table, if need be schema.table; by default it is found',
    variables: ['SESSION_ADMIN_TABLE'],
    feeds: 'table',
  },
  {
    flags: '-l, --layout <name>',
    help: 'whose table it is: scs, connect-pg-simple, django, laravel …; by default it is told from the columns and a few rows',
    variables: ['SESSION_ADMIN_LAYOUT'],
    feeds: 'layout',
    guide: 'custom',
    completes: { values: [...layoutNames, 'auto'] },
  },
  {
    flags: '--layout-file <path>',
    help: 'a layout of your own, as JSON: layouts <name> --json prints one to start from',
    variables: ['SESSION_ADMIN_LAYOUT_FILE'],
    feeds: 'layoutFile',
    guide: 'layouts',
    completes: 'path',
  },
  {
    flags: '-c, --codec <name>',
    help: 'how payloads are encoded: gob, json, django …; by default it is told from each',
    variables: ['SESSION_ADMIN_CODEC'],
    feeds: 'codec',
    guide: 'codecs',
    completes: { values: [...codecNames, 'auto'] },
  },
  {
    flags: '--columns <list>',
    help: 'a table of your own: token=…,data=…,expiry=…,user=…,created=…,lastSeen=…,ip=…,agent=… (as --layout custom); with another --layout its columns that are called otherwise',
    variables: ['SESSION_ADMIN_COLUMNS'],
    feeds: 'columns',
    guide: 'custom',
    completes: { values: columnParts.map((part) => `${part}=`), list: true },
  },
  {
    flags: '--expiry-format <name>',
    help: 'how it writes expiries: iso, utc, connection, seconds, milliseconds or julian',
    variables: ['SESSION_ADMIN_EXPIRY_FORMAT'],
    feeds: 'expiryFormat',
    guide: 'expiry',
    completes: { values: expiryFormatNames },
  },
  {
    flags: '--lifetime <duration>',
    help: 'from last use to expiry, where the framework stores none: Laravel 2h, Rails 30d by default; on SCS the idle timeout, which tells the last use',
    variables: ['SESSION_ADMIN_LIFETIME'],
    feeds: 'lifetime',
    guide: 'expiry',
  },
  {
    flags: '--user-field <path>',
    help: 'the column, or the path in the payload, that tells the user',
    variables: ['SESSION_ADMIN_USER_FIELD'],
  },
  {
    flags: '--people <columns>',
    help: "the table of users that gives their names: table:id=column,name=column, name= for each of their logins; by default the framework's; none asks no table",
    variables: ['SESSION_ADMIN_PEOPLE'],
    feeds: 'people',
    guide: 'filters',
    completes: { values: ['none'] },
  },
  { flags: '--no-people', help: 'ask no table of users: ids alone' },
  {
    flags: '--secret-file <path>',
    help: "a file with the application's secret key, for what it signs or encrypts",
    variables: ['SESSION_ADMIN_SECRET_FILE'],
    contents: 'SESSION_ADMIN_SECRET',
    feeds: 'secret',
    completes: 'path',
  },
  {
    flags: '--log <path>',
    help: 'append a line of JSON for each command that changed something, or tried to; without it nothing is changed',
    variables: ['SESSION_ADMIN_LOG'],
    completes: 'path',
    guide: 'log',
  },
  {
    flags: '-f, --format <name>',
    help: `${formatNames.join(', ')}; by default table on a terminal, tsv in a pipe`,
    guide: 'formats',
    completes: { values: formatNames },
  },
  { flags: '--json', help: 'short for --format json' },
  { flags: '--reveal', help: 'show tokens whole; they are passwords, so they are masked' },
  { flags: '--no-color', help: 'no colours (as with NO_COLOR)' },
  { flags: '--no-pager', help: 'show what is longer than the terminal all at once' },
  { flags: '-q, --quiet', help: 'no counts, notes and progress' },
  {
    flags: '-v, --verbose',
    help: 'show on stderr what is used and each SQL statement, without values',
  },
];
