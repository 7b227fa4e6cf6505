import { guardPlaceholders } from '../statement.js';

export const quote = (identifier: string): string =>
  guardPlaceholders(`\`${identifier.replaceAll('`', '``')}\``);

/**
 * The beginning of a DELETE that is led along an index. Left to themselves, the planners go over the
 * whole of a small table, and there they wait for every row that somebody has locked, whether it is
 * meant or not. Only the form for several tables takes such a hint.
 */
export const deleteFrom = (table: string, index: string | null): string =>
  index === null
    ? `DELETE FROM ${table}`
    : `DELETE doomed FROM ${table} AS doomed ${forceIndex(index)}`;

export const forceIndex = (index: string | null): string =>
  index === null ? '' : `FORCE INDEX (${index})`;
