import { Command, Option, type OutputConfiguration } from 'commander';
import { namesOf, type CommandDefinition } from './commands/command.js';
import { completion } from './commands/completion.js';
import { remove } from './commands/delete.js';
import { demo } from './commands/demo.js';
import { doctor } from './commands/doctor.js';
import { get } from './commands/get.js';
import { help, type ShowHelp } from './commands/help.js';
import { layouts } from './commands/layouts.js';
import { list } from './commands/list.js';
import { lockout } from './commands/lockout.js';
import { log } from './commands/log.js';
import { profiles } from './commands/profiles.js';
import { purge } from './commands/purge.js';
import { put } from './commands/put.js';
import { stats } from './commands/stats.js';
import { watch } from './commands/watch.js';
import type { BriefHelp } from './brief-help.js';
import { exitMeanings } from './exit.js';
import { optionsOf, variables } from './option-words.js';
import type { OptionDefinition } from './option-definition.js';
import { version } from './version.js';

/** Runs a command with what commander parsed. */
export type Runner = (
  definition: CommandDefinition,
  args: readonly string[],
  flags: object,
) => Promise<void>;

const commands = [
  list,
  get,
  put,
  remove,
  purge,
  watch,
  stats,
  doctor,
  lockout,
  log,
  profiles,
  layouts,
  demo,
];

/** Returns every command, in the order of the help. */
function commandsWith(showHelp: ShowHelp): readonly CommandDefinition[] {
  const all: CommandDefinition[] = [...commands, completion, help(showHelp, () => all)];
  return all;
}

/** Every command, for who reads what it is and does not run it. */
export const allCommands = commandsWith(() => undefined);

/** What the tree is made for. */
interface Purpose {
  /** The command line: of the commands that are not named in it the options come with the help. */
  argv: readonly string[];
  /** Help on one screen, in place of all of it. */
  brief?: BriefHelp | undefined;
}

/** The commander tree. Wiring only: what it is made of stands in the commands and in `options`. */
export function createProgram(
  output: OutputConfiguration,
  run: Runner,
  { argv, brief }: Purpose,
): Command {
  const program = new Command('session-admin')
    .description('See who is logged in, log them out, clear the dead ones.')
    .version(version(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help: on one screen, or in full')
    .helpCommand(false)
    .exitOverride()
    .configureOutput(output)
    .configureHelp({ showGlobalOptions: true });
  const definitions = commandsWith((name) =>
    (program.commands.find((one) => one.name() === name) ?? program).outputHelp(),
  );
  if (brief) useHelp(program, (columns) => brief.ofAll(definitions, columns));
  else program.addHelpText('after', epilogue);
  for (const option of optionsOf(undefined)) program.addOption(asCommanderHasIt(option));
  const others: (() => void)[] = [];
  program.on('beforeHelp', () => {
    for (const take of others.splice(0)) take();
  });
  for (const definition of definitions) {
    const { name, alias, summary, examples } = definition;
    const command = program.command(name).summary(summary).description(sentence(summary));
    if (alias !== undefined) command.alias(alias);
    const take = (): void => takeOptions(command, definition);
    if (namesOf(definition).some((word) => argv.includes(word))) take();
    else others.push(take);
    if (brief) useHelp(command, (columns) => brief.ofCommand(definition, columns));
    else command.addHelpText('after', ['', 'Examples:', ...examples.map(indented), ''].join('\n'));
    command.action(async () => run(definition, command.args, command.optsWithGlobals()));
  }
  return program;
}

function takeOptions(command: Command, definition: CommandDefinition): void {
  for (const [argument, words] of definition.arguments ?? []) command.argument(argument, words);
  for (const option of optionsOf(definition.name)) {
    if (option.group !== undefined) command.optionsGroup(option.group);
    command.addOption(asCommanderHasIt(option));
  }
}

/** Has our own text in place of commander's. */
const useHelp = (command: Command, text: (columns?: number) => string): Command =>
  command.configureHelp({ formatHelp: (_, { helpWidth }) => text(helpWidth) });

const indented = (line: string): string => `  ${line}`;

/** Defaults stay out, so that "not given" stays visible. */
function asCommanderHasIt({ flags, help, repeats }: OptionDefinition): Option {
  const option = new Option(flags, help);
  return repeats
    ? option.argParser((value: string, before: readonly string[] | undefined) => [
        ...(before ?? []),
        value,
      ])
    : option;
}

function epilogue(): string {
  const rows = variables();
  const width = Math.max(...rows.map(({ names }) => names.length));
  const lines = rows.map(({ names, help: words }) => `  ${names.padEnd(width)}  ${words}\n`);
  const codes = exitMeanings.map(([code, meaning]) => `  ${String(code).padEnd(2)}  ${meaning}\n`);
  return `
Environment:
${lines.join('')}
Exit codes:
${codes.join('')}

Examples:
  session-admin list
  session-admin get q3Jx8kPd…
  session-admin delete --user 42
  session-admin purge --dry-run
`;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
