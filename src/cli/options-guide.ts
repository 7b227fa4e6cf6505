import type { CommandDefinition } from './commands/command.js';
import { filterOptions } from './filter-options.js';
import type { OptionDefinition } from './option-definition.js';
import { optionsOf } from './option-words.js';

/** Returns the guide `options`, in Markdown like the others: every option, those of all commands first. */
export function optionsGuide(commands: readonly CommandDefinition[]): string {
  const own = commands.flatMap(({ name }) => {
    const options = optionsOf(name);
    const rest = options.filter((option) => !filterOptions.includes(option));
    const filters = rest.length < options.length ? `It takes the filters, too.\n\n` : '';
    return options.length === 0 ? [] : [`## ${name}\n\n${filters}${tableOf(rest)}`];
  });
  return [
    '# Options\n\nThey stand before or behind the command, and beat the variable that is in place of them.\n',
    `## Of every command\n\n${tableOf(optionsOf(undefined))}`,
    `## Filters: which sessions are meant\n\n${tableOf(filterOptions)}`,
    ...own,
  ].join('\n');
}

function tableOf(options: readonly OptionDefinition[]): string {
  const rows = options.map((option) => [`\`${option.flags}\``, describe(option)] as const);
  const lines = [['option', 'what it says'] as const, ['---', '---'] as const, ...rows];
  return lines.map((cells) => `| ${cells.map(asCell).join(' | ')} |\n`).join('');
}

/** The help, and what is in place of the option. */
function describe({ help, variables = [], contents, guide }: OptionDefinition): string {
  const names = [variables, contents === undefined ? [] : [contents]].flat();
  return [
    help,
    ...(names.length > 0 ? [`in the environment \`${names.join('`, `')}\``] : []),
    ...(guide === undefined ? [] : [`see \`help ${guide}\``]),
  ].join('; ');
}

const asCell = (text: string): string => text.replaceAll('|', '\\|');
