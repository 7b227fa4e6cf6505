import type { CommandDefinition } from './commands/command.js';
import { filterOptions } from './filter-options.js';
import type { OptionDefinition } from './option-definition.js';
import { optionsOf } from './option-words.js';

/** The lines of the smallest terminal, less the one on which the shell asks for more. */
const screen = 23;

/** A line of two columns, or a heading or sentence that stands alone. */
type Line = readonly [term: string, help: string] | string;

/** What `-h` shows, on one screen: of the whole the commands, of a command the options that are its own. */
export const briefHelp = { ofAll, ofCommand };

export type BriefHelp = typeof briefHelp;

function ofCommand(definition: CommandDefinition, columns = 80): string {
  const { name, alias, summary, arguments: words = [] } = definition;
  const usage = ['session-admin', name, ...words.map(([argument]) => argument), '[options]'];
  const lines: Line[] = [
    ...joined(`${usage.join(' ')}:`, alias === undefined ? summary : `${summary} (also ${alias})`),
    '',
    ...words,
  ];
  const own = optionsOf(name);
  const filters = own.filter((option) => filterOptions.includes(option));
  own.forEach((option, at) => {
    // A heading for one option alone is a line that says nothing.
    if (option.group !== undefined && own[at + 1]?.group === undefined) lines.push(option.group);
    if (!filters.includes(option)) lines.push([option.flags, option.help]);
    else if (option === filters[0]) lines.push(...filterLines(filters, columns));
  });
  return laidOut(lines, definition.examples, `session-admin ${name} --help`, columns);

  function joined(start: string, end: string): string[] {
    const line = `${start} ${end}`;
    return line.length <= columns ? [line] : [start, `  ${shortened(end, columns - 2)}`];
  }
}

function ofAll(commands: readonly CommandDefinition[], columns = 80): string {
  const lines: Line[] = [
    'session-admin <command> [options]; of one: session-admin <command> -h',
    '',
    ...commands.map(({ name, alias, summary }): Line => {
      return [alias === undefined ? name : `${name}, ${alias}`, summary];
    }),
  ];
  const examples = commands.flatMap((command) => command.examples.slice(0, 1));
  return laidOut(lines, examples, 'session-admin --help; guides: session-admin help', columns);
}

/** What there is, then as many examples as fit, and where the rest stands. */
function laidOut(
  lines: readonly Line[],
  examples: readonly string[],
  rest: string,
  columns: number,
): string {
  const rows = lines.filter((line) => typeof line !== 'string');
  const width = Math.max(...rows.map(([term]) => term.length));
  const common = `and ${optionsOf(undefined).length} common options: session-admin help options;`;
  const end = wrapped([common, `all: ${rest}`], '', columns);
  const room = screen - lines.length - end.length - 3;
  // Where not even one example fits, the gap below the first line goes, and then that below the example.
  const kept = room < 1 ? lines.filter((line) => line !== '') : lines;
  const gap = room < 0 ? [] : [''];
  return [
    ...kept.map((line) =>
      typeof line === 'string'
        ? line
        : `  ${line[0].padEnd(width)}  ${shortened(line[1], columns - width - 4)}`,
    ),
    ...['', 'Examples:', ...examples.slice(0, Math.max(1, room)).map((line) => `  ${line}`)],
    ...[...gap, ...end, ''],
  ].join('\n');
}

/** Filters are many, and say themselves what they do. */
function filterLines(filters: readonly OptionDefinition[], columns: number): string[] {
  const names = filters.map(({ flags }, at) => (at < filters.length - 1 ? `${flags},` : flags));
  return wrapped(['  filters (session-admin help filters):', ...names], '    ', columns);
}

/** Words in lines that are not too long, the first as it stands and the others indented. */
function wrapped(words: readonly string[], indent: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined) lines.push(word);
    else if (line.length + 1 + word.length > columns) lines.push(indent + word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}

/** As many whole clauses as there is room for, or else of what the first one lists. */
function shortened(help: string, width: number): string {
  if (help.length <= width) return help;
  const cuts = [...help.matchAll(/[;:,] | (?=\()/g)]
    .map(({ 0: mark, index }) => ({ text: help.slice(0, index), inList: mark === ', ' }))
    .filter(({ text }) => text.length <= width - 2 && isBalanced(text));
  const clause = cuts.findLast(({ text, inList }) => !inList && text.length > width / 2);
  if (clause !== undefined) return clause.text;
  return `${cuts.at(-1)?.text ?? help.slice(0, width - 1).replace(/ \S*$/, '')} …`;
}

const isBalanced = (text: string): boolean => text.split('(').length === text.split(')').length;
