import type { Command } from 'commander';
import { wordsOf, type Word } from '../argv-words.js';
import { namesOf, type CommandDefinition } from '../commands/command.js';
import type { OptionDefinition } from '../option-definition.js';
import { flagOf, optionsOf, shortFlagOf } from '../option-words.js';

/** A word that may stand next, with what it means. */
export interface Candidate {
  readonly value: string;
  readonly help?: string;
}

/** What may stand in place of the last word. */
export interface Candidates {
  readonly words: readonly Candidate[];
  /** Whether the name of a file may stand there, which the shell knows best. */
  readonly files: boolean;
  /** Whether the word goes on behind what was completed, as a list does. */
  readonly goesOn: boolean;
}

/** What a line may be completed with. */
export interface Known {
  readonly program: Command;
  readonly commands: readonly CommandDefinition[];
  readonly profiles: readonly string[];
}

const nothing: Candidates = { words: [], files: false, goesOn: false };

/** Returns what may stand in place of the last word of a command line, which may be empty. */
export function candidatesFor(line: readonly string[], known: Known): Candidates {
  const typed = line.at(-1) ?? '';
  const end = line.slice(0, -1).includes('--');
  const words = wordsOf(line, known.program);
  const last = words.at(-1);
  const command = commandIn(words, known.commands);
  if (last === undefined || end) return nothing;
  if (last.is === 'value') {
    const option = optionNamed(words.at(-2)?.text ?? '', command);
    return option === undefined ? nothing : valuesOf(option, typed, '');
  }
  const [flag = '', value] = typed.split(/=(.*)/s);
  const withValue = value === undefined ? undefined : optionNamed(flag, command);
  if (withValue !== undefined && flag.startsWith('--')) {
    return valuesOf(withValue, value ?? '', `${flag}=`);
  }
  if (typed.startsWith('@')) return beginning(typed, profileWords(known));
  if (typed.startsWith('-')) return beginning(typed, flagsLeft(command, words));
  const before = words
    .slice(0, -1)
    .filter(({ is, text }) => is === 'argument' && !text.startsWith('@'))
    .map(({ text }) => text);
  if (command === undefined) {
    return before.length === 0 ? beginning(typed, commandWords(known)) : nothing;
  }
  const next = command.completes?.(before) ?? [];
  if (next === 'path') return { ...nothing, files: true };
  return beginning(
    typed,
    next.map((value) => ({ value })),
  );
}

const beginning = (typed: string, words: readonly Candidate[]): Candidates => ({
  ...nothing,
  words: words.filter(({ value }) => value.startsWith(typed)),
});

function commandIn(
  words: readonly Word[],
  commands: readonly CommandDefinition[],
): CommandDefinition | undefined {
  const name = words.slice(0, -1).find(({ is }) => is === 'command')?.text;
  return commands.find((one) => name !== undefined && namesOf(one).includes(name));
}

const commandWords = ({ commands }: Known): Candidate[] =>
  commands.flatMap((one) => namesOf(one).map((value) => ({ value, help: one.summary })));

const profileWords = ({ profiles }: Known): Candidate[] =>
  profiles.map((name) => ({ value: `@${name}` }));

/** The options that a command takes, its own first; of no command those that all take. */
const optionsFor = (command: CommandDefinition | undefined): OptionDefinition[] => [
  ...(command === undefined ? [] : optionsOf(command.name)),
  ...optionsOf(undefined),
];

/** An option by a word of the line: `--format`, `-f`, or joined short ones, as in `-qf`. */
const optionNamed = (
  word: string,
  command: CommandDefinition | undefined,
): OptionDefinition | undefined =>
  optionsFor(command).find((option) =>
    word.startsWith('--')
      ? flagOf(option) === word
      : shortFlagOf(option) === `-${word.slice(-1)}` && word.length > 1,
  );

/** The options that are not there yet, or may be given again. */
function flagsLeft(command: CommandDefinition | undefined, words: readonly Word[]): Candidate[] {
  const given = words.slice(0, -1).flatMap(({ is, text }) => {
    const option = is === 'option' ? optionNamed(text.split('=')[0] ?? '', command) : undefined;
    return option === undefined ? [] : [option];
  });
  const left = optionsFor(command).filter(
    (option) => option.repeats === true || !given.includes(option),
  );
  return [
    ...left.map((option) => ({ value: flagOf(option), help: option.help })),
    { value: '--help', help: 'show all help' },
    ...(command === undefined ? [{ value: '--version', help: 'show the version' }] : []),
  ];
}

/** The values of an option; in a list what is typed of it stands before each. */
function valuesOf(option: OptionDefinition, typed: string, before: string): Candidates {
  const { completes } = option;
  if (completes === undefined) return nothing;
  if (completes === 'path') return { ...nothing, files: before === '' };
  const { values, list = false } = completes;
  const start = list ? typed.slice(0, typed.lastIndexOf(',') + 1) : '';
  const used = start.split(',');
  const words = values
    .filter((value) => value.startsWith(typed.slice(start.length)) && !used.includes(value))
    .map((value) => ({ value: before + start + value }));
  return { words, files: false, goesOn: list };
}
