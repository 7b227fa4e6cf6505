import type { Context } from '../context.js';
import type { GlobalFlags } from '../settings.js';
import { keyOf, optionsOf } from '../option-words.js';
import { shellWord } from '../text.js';

/**
 * The command line that would do this on the same sessions, without the database where only the
 * environment may have it.
 */
export function sameCommand(
  { flags, app }: Pick<Context, 'flags' | 'app'>,
  name: string,
  own: object,
): string {
  const options = { ...whichSessions(flags), ...own };
  const words = Object.entries(options).flatMap(([option, value]: [string, unknown]) => {
    const flag = `--${option.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
    if (value === true) return [flag];
    if (value === false) return [flag.replace(/^--/, '--no-')];
    if (typeof value !== 'string') return [];
    const isSecret = option === 'database' && !isFile(value);
    return [flag, isSecret ? '"$DATABASE_URL"' : shellWord(value)];
  });
  const profile = app === null ? [] : [`@${app}`];
  return ['session-admin', ...profile, name, ...words].join(' ');
}

/** The options that have a variable are those that say where sessions are, and how they are read. */
const whichSessions = (flags: GlobalFlags): object => {
  const given: Readonly<Record<string, unknown>> = { ...flags };
  const keys = optionsOf(undefined)
    .filter(({ variables }) => variables !== undefined)
    .map(keyOf);
  return Object.fromEntries(keys.map((key) => [key, given[key]]));
};

/**
 * Whether it can be nothing but a SQLite file. A URL may hold a password, in whatever way it is
 * written: with blanks before it, in capitals, or for another program.
 */
const isFile = (database: string): boolean =>
  !/[@\s]|:\/\//.test(database) && !/^(?!(?:sqlite3?|file):)[a-z][a-z0-9+.-]+:/i.test(database);
