import { Command, Option, type OutputConfiguration } from 'commander';
import type { CommandDefinition } from './commands/command.js';
import { remove } from './commands/delete.js';
import { demo } from './commands/demo.js';
import { get } from './commands/get.js';
import { help } from './commands/help.js';
import { list } from './commands/list.js';
import { purge } from './commands/purge.js';
import { put } from './commands/put.js';
import { watch } from './commands/watch.js';
import { formatNames } from './output/formats.js';
import { version } from './version.js';

/** Runs a command with what commander parsed. */
export type Runner = (
  definition: CommandDefinition,
  args: readonly string[],
  flags: object,
) => Promise<void>;

const commands = [list, get, put, remove, purge, watch, demo];

/** The commander tree. Wiring only: each command has its options beside what it does. */
export function createProgram(output: OutputConfiguration, run: Runner): Command {
  const program = new Command('session-admin')
    .description('See who is logged in, log them out, clear the dead ones.')
    .version(version(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput(output)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', epilogue);
  for (const option of globalOptions()) program.addOption(option);
  for (const definition of [...commands, help(() => program)]) {
    const command = program
      .command(definition.usage.split(' ')[0] ?? '')
      .summary(definition.summary);
    definition.define(command.description(sentence(definition.summary)));
    command
      .addHelpText(
        'after',
        `\nExamples:\n${definition.examples.map((line) => `  ${line}\n`).join('')}`,
      )
      .action(async () => run(definition, command.args, command.optsWithGlobals()));
  }
  return program;
}

function globalOptions(): Option[] {
  const of = (flags: string, description: string): Option => new Option(flags, description);
  return [
    of(
      '-d, --database <url>',
      'a SQLite file, sqlite:path, postgres://…, mysql://… or mariadb://…; by default sqlite:sessions.db',
    ),
    of('-t, --table <name>', 'the session table, if need be schema.table; by default it is found'),
    of(
      '-l, --layout <name>',
      'whose table it is: scs, connect-pg-simple, django, laravel …; by default it is told from the columns and a few rows',
    ),
    of(
      '-c, --codec <name>',
      'how payloads are encoded: gob, json, django …; by default it is told from each',
    ),
    of(
      '--columns <list>',
      'a table of your own: token=…,data=…,expiry=…,user=… (as --layout custom)',
    ),
    of(
      '--expiry-format <name>',
      'how it writes expiries: iso, utc, connection, seconds, milliseconds or julian',
    ),
    of(
      '--lifetime <duration>',
      'from last use to expiry, where the framework stores none: Laravel 2h, Rails 30d by default',
    ),
    of('--user-field <path>', 'the column, or the path in the payload, that tells the user'),
    of(
      '--secret-file <path>',
      "a file with the application's secret key, for what it signs or encrypts",
    ),
    of(
      '-f, --format <name>',
      `${formatNames.join(', ')}; by default table on a terminal, tsv in a pipe`,
    ),
    of('--json', 'short for --format json'),
    of('--reveal', 'show tokens whole; they are passwords, so they are masked'),
    of('--no-color', 'no colours (as with NO_COLOR)'),
    of('-q, --quiet', 'no counts, notes and progress'),
    of('-v, --verbose', 'show on stderr what is used and each SQL statement, without values'),
  ];
}

const epilogue = `
Environment:
  SESSION_ADMIN_DATABASE, then DATABASE_URL   as --database
  SESSION_ADMIN_TABLE                         as --table
  SESSION_ADMIN_LAYOUT, SESSION_ADMIN_CODEC   as --layout, --codec
  SESSION_ADMIN_COLUMNS, SESSION_ADMIN_EXPIRY_FORMAT,
  SESSION_ADMIN_LIFETIME, SESSION_ADMIN_USER_FIELD,
  SESSION_ADMIN_SECRET_FILE                   as the options of those names
  SESSION_ADMIN_SECRET                        the application's secret key itself
  NO_COLOR, FORCE_COLOR                       never or always colour

Exit codes:
  0  done, also when there was nothing to do     3   get: no such session
  1  failed                                      4   refused: not confirmed, ambiguous token
  2  usage or configuration                      75  the database cannot be reached: try again later

Examples:
  session-admin list
  session-admin get q3Jx8kPd…
  session-admin delete --user 42
  session-admin purge --dry-run
`;

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
