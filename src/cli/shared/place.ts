import type { SequelizeStore } from '../../index.js';
import type { Context } from '../context.js';

type Named = Pick<Context, 'app' | 'isOneOfSeveral'>;

/** Where sessions stand, for a line below or above them: the profile, the database, the table. */
export function placeOf({ app, isOneOfSeveral }: Named, { info }: SequelizeStore): string {
  const place = `${info.database} · ${info.table} (${info.layout})`;
  // Of several, the line begins with it.
  return app === null || isOneOfSeveral ? place : `@${app} · ${place}`;
}

/** The database, for a sentence: behind its profile's name, where it has one. */
export const databaseNamed = ({ app, isOneOfSeveral }: Named, { info }: SequelizeStore): string =>
  app === null || isOneOfSeveral ? info.database : `@${app} (${info.database})`;
