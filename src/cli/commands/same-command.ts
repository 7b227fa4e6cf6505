import type { Context } from '../context.js';

/** The command line that would do this, without the database where only the environment has it. */
export function sameCommand({ flags }: Context, name: string, own: object): string {
  const options = { ...pick(flags), ...own };
  const words = Object.entries(options).flatMap(([option, value]: [string, unknown]) => {
    const flag = `--${option.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
    if (value === true) return [flag];
    return typeof value === 'string' ? [flag, shellWord(value)] : [];
  });
  return ['session-admin', name, ...words].join(' ');
}

/** A URL may hold a password, which must not be shown: then the variable is to be used. */
const pick = ({ database, table, layout, columns, expiryFormat, lifetime }: Context['flags']) => ({
  database:
    database !== undefined && /^[a-z0-9+]+:\/\//i.test(database) ? '"$DATABASE_URL"' : database,
  table,
  layout,
  columns,
  expiryFormat,
  lifetime,
});

const shellWord = (text: string): string =>
  /^[\w@%+=:,./"$-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
