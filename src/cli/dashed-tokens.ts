import type { Command, Option } from 'commander';

/** A token in base64url, whole or masked: no option's name is that long, or has an ellipsis. */
const dashed = /^-(?:[\w-]{19,}|[\w-]{5,}(?:…|\*))$/;

/**
 * Moves tokens that begin with a dash behind `--`, where commander takes them for what they are: one
 * token in 64 does. What an option takes for its value stays with it.
 */
export function withDashedTokens(argv: readonly string[], program: Command): string[] {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const after = end < 0 ? [] : argv.slice(end + 1);
  const [kept, tokens]: [string[], string[]] = [[], []];
  let command: Command | undefined;
  let takesValue = false;
  for (const word of words) {
    const option: Option | undefined = takesValue ? undefined : optionOf(word, command, program);
    if (!takesValue && option === undefined && command && dashed.test(word)) {
      tokens.push(word);
      continue;
    }
    kept.push(word);
    if (!takesValue && !word.startsWith('-')) command ??= subcommand(program, word);
    takesValue = option?.required === true && !hasValue(word, option);
  }
  if (tokens.length === 0) return [...argv];
  return [...kept, '--', ...tokens, ...after];
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
