import type { Command, CommanderError } from 'commander';
import { mayBeShown, nearest } from '../inside.js';

/**
 * Commander's complaint about a command line, less the values that it quotes: they may be tokens. A
 * command or option that is not known is named where it can be nothing else, with the nearest that is.
 */
export function describeUsage(
  { code, message }: CommanderError,
  argv: readonly string[],
  program: Command,
): string {
  const text = (message.replace(/^error: /, '').split('\n')[0] ?? '').replace(/\.$/, '');
  const word = /'(.*)'/.exec(text)?.[1] ?? '';
  if (code === 'commander.unknownCommand') {
    return unknown('command', word, word, program.commands.flatMap(namesOf), program);
  }
  const command = commandIn(argv, program) ?? program;
  if (code !== 'commander.unknownOption') return text + seeHelp(command);
  const [flag = ''] = word.split('=');
  const known = [...command.options, ...program.options].flatMap(({ long }) => long ?? []);
  // Behind a single dash stands a letter, and then perhaps its value.
  return flag.startsWith('--')
    ? unknown('option', flag, flag.slice(2), [...known, '--help'], command)
    : `unknown option ${/^-[a-z]/i.exec(flag)?.[0] ?? ''}`.trimEnd() + seeHelp(command);
}

const seeHelp = (command: Command): string =>
  `: see session-admin${command.parent === null ? '' : ` ${command.name()}`} --help`;

const namesOf = (command: Command): string[] => [command.name(), ...command.aliases()];

/** The command that was typed, as far as a word of the line is the name of one. */
const commandIn = (argv: readonly string[], program: Command): Command | undefined =>
  argv
    .map((word) => program.commands.find((one) => namesOf(one).includes(word)))
    .find((command) => command !== undefined);

function unknown(
  kind: string,
  typed: string,
  word: string,
  known: readonly string[],
  command: Command,
): string {
  const near = nearest(typed, known);
  if (near !== undefined) return `unknown ${kind} ${typed}: did you mean ${near}?`;
  return mayBeShown(word, known)
    ? `unknown ${kind} ${typed}${seeHelp(command)}`
    : `unknown ${kind}${seeHelp(command)}`;
}
