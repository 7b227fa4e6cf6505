import type { Context } from '../context.js';

/** The command line that would do this, without the database where only the environment may have it. */
export function sameCommand(
  { flags, app }: Pick<Context, 'flags' | 'app'>,
  name: string,
  own: object,
): string {
  const options = { ...pick(flags), ...own };
  const words = Object.entries(options).flatMap(([option, value]: [string, unknown]) => {
    const flag = `--${option.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
    if (value === true) return [flag];
    if (typeof value !== 'string') return [];
    const isSecret = option === 'database' && !isFile(value);
    return [flag, isSecret ? '"$DATABASE_URL"' : shellWord(value)];
  });
  const profile = app === null ? [] : [`@${app}`];
  return ['session-admin', ...profile, name, ...words].join(' ');
}

const pick = ({
  database,
  table,
  layout,
  layoutFile,
  columns,
  expiryFormat,
  lifetime,
}: Context['flags']) => ({
  database,
  table,
  layout,
  layoutFile,
  columns,
  expiryFormat,
  lifetime,
});

/**
 * Whether it can be nothing but a SQLite file. A URL may hold a password, in whatever way it is
 * written: with blanks before it, in capitals, or for another program.
 */
const isFile = (database: string): boolean =>
  !/[@\s]|:\/\//.test(database) && !/^(?!(?:sqlite3?|file):)[a-z][a-z0-9+.-]+:/i.test(database);

/** A word as a shell takes it. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
