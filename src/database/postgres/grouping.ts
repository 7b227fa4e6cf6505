import type { Grouping } from '../grouping.js';

/** Numbers with fractions are shown with the digits that a double has; these are shown as they stand. */
const isShownAsText = /^(?:smallint|integer|bigint|numeric|uuid|text|citext|character)/;

export const postgresGrouping: Grouping = {
  byText: (text) => ({ sql: `(${text}) COLLATE "C"`, odd: null }),

  byColumn: (column, type) => {
    if (!isShownAsText.test(type) || type.endsWith(']')) return null;
    const written = type.startsWith('character(') ? `rtrim(${column})` : `${column}::text`;
    return { sql: `(${written}) COLLATE "C"`, odd: null };
  },

  once: (select) => select,
};
