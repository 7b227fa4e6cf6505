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
  switch (code) {
    case 'commander.unknownCommand':
      return unknown('command', word, word, namesOf(program));
    case 'commander.unknownOption': {
      const [flag = ''] = word.split('=');
      const command = program.commands.find((one) => argv.includes(one.name()));
      const flags = [...(command?.options ?? []), ...program.options].flatMap(
        ({ long }) => long ?? [],
      );
      // Behind a single dash stands a letter, and then perhaps its value.
      return flag.startsWith('--')
        ? unknown('option', flag, flag.slice(2), [...flags, '--help'])
        : `unknown option ${/^-[a-z]/i.exec(flag)?.[0] ?? ''}`.trimEnd() + seeHelp;
    }
    default:
      return text + seeHelp;
  }
}

const seeHelp = ': see session-admin --help';

const namesOf = (program: Command): string[] => program.commands.map((command) => command.name());

function unknown(kind: string, typed: string, word: string, known: readonly string[]): string {
  const near = nearest(typed, known);
  if (near !== undefined) return `unknown ${kind} ${typed}: did you mean ${near}?`;
  return mayBeShown(word, known)
    ? `unknown ${kind} ${typed}${seeHelp}`
    : `unknown ${kind}${seeHelp}`;
}
