import { guardPlaceholders } from '../statement.js';

/** Sequelize reads column types where it sees FROM followed by a backtick, and breaks on numbers. */
export const quote = (identifier: string): string =>
  guardPlaceholders(`"${identifier.replaceAll('"', '""')}"`);
