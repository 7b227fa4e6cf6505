import { Command, Option, type OutputConfiguration } from 'commander';
import type { CommandDefinition } from './commands/command.js';
import { remove } from './commands/delete.js';
import { demo } from './commands/demo.js';
import { doctor } from './commands/doctor.js';
import { get } from './commands/get.js';
import { help } from './commands/help.js';
import { layouts } from './commands/layouts.js';
import { list } from './commands/list.js';
import { purge } from './commands/purge.js';
import { put } from './commands/put.js';
import { stats } from './commands/stats.js';
import { watch } from './commands/watch.js';
import { variables } from './option-words.js';
import type { OptionDefinition } from './option-definition.js';
import { options } from './options.js';
import { version } from './version.js';

/** Runs a command with what commander parsed. */
export type Runner = (
  definition: CommandDefinition,
  args: readonly string[],
  flags: object,
) => Promise<void>;

const commands = [list, get, put, remove, purge, watch, stats, doctor, layouts, demo];

/** The commander tree. Wiring only: what it is made of stands in the commands and in `options`. */
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
  for (const option of options) {
    if (option.commands === undefined) program.addOption(asCommanderHasIt(option));
  }
  for (const definition of [...commands, help(() => program)]) {
    const { name, summary, examples } = definition;
    const command = program.command(name).summary(summary).description(sentence(summary));
    for (const [argument, words] of definition.arguments ?? []) command.argument(argument, words);
    for (const option of options) {
      if (!option.commands?.some((one) => one === name)) continue;
      if (option.group !== undefined) command.optionsGroup(option.group);
      command.addOption(asCommanderHasIt(option));
    }
    command
      .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}\n`).join('')}`)
      .action(async () => run(definition, command.args, command.optsWithGlobals()));
  }
  return program;
}

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
  return `
Environment:
${lines.join('')}
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
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
