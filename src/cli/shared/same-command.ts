import type { Context } from '../context.js';
import type { CommandName, OptionDefinition } from '../option-definition.js';
import { flagNamed, flagOf, keyOf, optionsOf } from '../option-words.js';
import { shellWord } from '../text.js';

/**
 * The command line that would do this on the same sessions, without the database where only the
 * environment may have it. `own` are options to give it, beside those that say where sessions are and
 * how they are read; not to do anything is none of them.
 */
export function sameCommand(
  { flags, app }: Pick<Context, 'flags' | 'app'>,
  name: CommandName,
  own: object,
): string {
  const shared = optionsOf(undefined).filter(({ variables }) => variables !== undefined);
  const ofCommand = optionsOf(name).filter((option) => flagOf(option) !== flagNamed('dryRun'));
  const words = [...wordsOf(shared, { ...flags, ...own }), ...wordsOf(ofCommand, own)];
  const profile = app === null ? [] : [`@${app}`];
  return ['session-admin', ...profile, name, ...words].join(' ');
}

/** The options that are given, as they would be typed. */
const wordsOf = (options: readonly OptionDefinition[], given: object): string[] =>
  options.flatMap((option) => {
    const flag = flagOf(option);
    const value: unknown = new Map(Object.entries(given)).get(keyOf(option));
    if (value === true) return [flag];
    if (value === false) return [flag.replace(/^--/, '--no-')];
    return [value]
      .flat()
      .flatMap((one) => (typeof one === 'string' ? [flag, wordFor(option, one)] : []));
  });

const wordFor = (option: OptionDefinition, value: string): string =>
  keyOf(option) === 'database' && !isFile(value) ? '"$DATABASE_URL"' : shellWord(value);

/**
 * Whether it can be nothing but a SQLite file. A URL may hold a password, in whatever way it is
 * written: with blanks before it, in capitals, or for another program.
 */
const isFile = (database: string): boolean =>
  !/[@\s]|:\/\//.test(database) && !/^(?!(?:sqlite3?|file):)[a-z][a-z0-9+.-]+:/i.test(database);
