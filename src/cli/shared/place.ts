import type { SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';

/** Where sessions stand, for a line below or above them: the profile, the database, the table. */
export function placeOf({ app }: Pick<Context, 'app'>, { info }: SequelizeStore): string {
  const place = `${info.database} · ${info.table} (${info.layout})`;
  return app === null ? place : `@${app} · ${place}`;
}

/** The database, for a sentence: behind its profile's name, where it has one. */
export const databaseNamed = ({ app }: Pick<Context, 'app'>, { info }: SequelizeStore): string =>
  app === null ? info.database : `@${app} (${info.database})`;
