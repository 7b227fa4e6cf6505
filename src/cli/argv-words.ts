import type { Command, Option } from 'commander';

/** A word of the command line, and what it is there. */
export interface Word {
  readonly text: string;
  readonly is: 'option' | 'value' | 'command' | 'argument';
  /** Whether the command's name stands before it. */
  readonly afterCommand: boolean;
}

/** A token in base64url, whole or masked: no option's name is that long, or has an ellipsis. */
const dashed = /^-(?:[\w-]{19,}|[\w-]{5,}(?:…|\*))$/;

/** Tells what each word is, as commander will take it. What stands behind `--` is not looked at. */
export function wordsOf(argv: readonly string[], program: Command): Word[] {
  let command: Command | undefined;
  let takesValue = false;
  return argv.map((text): Word => {
    const option: Option | undefined = takesValue ? undefined : optionOf(text, command, program);
    const afterCommand = command !== undefined;
    const is = takesValue ? 'value' : kindOf(text, option, afterCommand);
    const named = is === 'argument' && !afterCommand ? subcommand(program, text) : undefined;
    takesValue = option?.required === true && !hasValue(text, option);
    command ??= named;
    return { text, is: named === undefined ? is : 'command', afterCommand };
  });
}

/** A token may begin with a dash, once the command stands. */
function kindOf(text: string, option: Option | undefined, afterCommand: boolean): Word['is'] {
  if (option !== undefined) return 'option';
  const isOption = text.startsWith('-') && !(afterCommand && dashed.test(text));
  return isOption ? 'option' : 'argument';
}

const subcommand = (program: Command, name: string): Command | undefined =>
  program.commands.find((command) => command.name() === name || command.aliases().includes(name));

/** The option that a word is, or that the last of its joined short ones is: as in `-qd`. */
function optionOf(
  word: string,
  command: Command | undefined,
  program: Command,
): Option | undefined {
  const options = [...(command?.options ?? []), ...program.options];
  if (word.startsWith('--')) {
    return options.find(({ long }) => long === word || word.startsWith(`${long ?? '--'}=`));
  }
  if (!/^-\w/.test(word) || dashed.test(word)) return undefined;
  for (const letter of word.slice(1)) {
    const option = options.find(({ short }) => short === `-${letter}`);
    if (option === undefined || option.required) return option;
  }
  return undefined;
}

/** Says whether an option's value stands in the word itself: `--database=x`, `-dx`. */
const hasValue = (word: string, { long, short }: Option): boolean =>
  word.startsWith('--') ? word.startsWith(`${long ?? ''}=`) : !word.endsWith(short?.slice(1) ?? '');
