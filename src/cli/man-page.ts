import { namesOf, type CommandDefinition } from './commands/command.js';
import { exitMeanings } from './exit.js';
import { filterOptions } from './filter-options.js';
import type { OptionDefinition } from './option-definition.js';
import { optionsOf, variables } from './option-words.js';
import { version } from './version.js';

/** Returns the manual page in man(7), made of what the commands and the table of options say. */
export function manPage(commands: readonly CommandDefinition[]): string {
  return [
    `.TH SESSION\\-ADMIN 1 "" "session\\-admin ${version()}" "User Commands"`,
    section(
      'NAME',
      text('session-admin - see who is logged in, log them out, clear the dead ones'),
    ),
    section(
      'SYNOPSIS',
      '.B session\\-admin',
      text('[@profile ...] command [argument ...] [option ...]'),
    ),
    section(
      'DESCRIPTION',
      text(
        'Works on the session tables that web frameworks write, in SQLite, PostgreSQL, MySQL and MariaDB.',
        'Tokens are passwords, and are masked; what removes sessions says which, and asks.',
      ),
      '.PP',
      text('The guides are in the tool: session-admin help lists them.'),
    ),
    section('COMMANDS', ...commands.flatMap(commandLines)),
    section('FILTERS', text('Which sessions are meant.'), ...filterOptions.flatMap(optionLines)),
    section('COMMON OPTIONS', ...optionsOf(undefined).flatMap(optionLines)),
    section('ENVIRONMENT', ...variables().flatMap(({ names, help }) => entry(names, help))),
    section(
      'EXIT STATUS',
      ...exitMeanings.flatMap(([code, meaning]) => entry(String(code), meaning)),
    ),
    section('SEE ALSO', text('session-admin help, session-admin help options')),
  ].join('\n');
}

const section = (title: string, ...lines: readonly string[]): string =>
  `.SH ${title}\n${lines.join('\n')}`;

function commandLines(definition: CommandDefinition): string[] {
  const { name, summary, arguments: words = [], examples } = definition;
  const own = optionsOf(name);
  const options = own.filter((option) => !filterOptions.includes(option));
  const also = options.length < own.length ? ['.PP', text('It takes the filters, too.')] : [];
  return [
    `.SS ${text([namesOf(definition).join(', '), ...words.map(([word]) => word)].join(' '))}`,
    text(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`),
    ...words.flatMap(([word, help]) => entry(word, help)),
    ...options.flatMap(optionLines),
    ...also,
    ...['.PP', '.EX', ...examples.map((line) => text(line)), '.EE'],
  ];
}

function optionLines({ flags, help, guide, group }: OptionDefinition): string[] {
  const heading = group === undefined ? [] : ['.PP', text(group)];
  const more = guide === undefined ? '' : ` (session-admin help ${guide})`;
  return [...heading, ...entry(flags, `${help}${more}`)];
}

const entry = (term: string, help: string): string[] => ['.TP', `.B ${text(term)}`, text(help)];

/** Lines as roff takes them: its own signs taken for themselves, in ASCII. */
const text = (...lines: readonly string[]): string =>
  lines
    .map((line) =>
      line
        .replaceAll('\\', '\\e')
        .replace(/[-'^~`"]/g, (sign) => signs[sign] ?? sign)
        .replace(/[^\0-\x7f]/gu, (char) => `\\[u${hex(char)}]`)
        .replace(/^(?=\.)/, '\\&'),
    )
    .join('\n');

/** What roff would print as typographers do. */
const signs: Readonly<Record<string, string>> = {
  '-': '\\-',
  "'": '\\(aq',
  '"': '\\(dq',
  '^': '\\(ha',
  '~': '\\(ti',
  '`': '\\(ga',
};

const hex = (char: string): string =>
  (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
