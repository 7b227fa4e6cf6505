/**
 * Doubles each `$` that Sequelize would take for a placeholder, as its scanner wants it.
 *
 * Source: `formatBindParameters` of Sequelize 6, which looks for `\B\$(\$|\w+)`.
 */
export const guardPlaceholders = (sql: string): string =>
  sql.includes('$') ? sql.replace(/\B\$/g, '$$$$') : sql;
