import type { Grouping, GroupingText } from '../grouping.js';

/** Of longer ones a server compares the beginning when it sorts (`max_sort_length`). */
const longestSorted = 1000;

/** In bytes, for every collation takes some texts for others, and most take blanks at the end for none. */
const byText = (text: string): GroupingText => ({
  sql: `CAST(${text} AS BINARY)`,
  odd: `LENGTH(${text}) > ${longestSorted}`,
});

/** Numbers that are filled up with zeros are shown without. */
const isShownAsText =
  /^(?:(?:var)?char|(?:tiny|medium|long)?text|uuid|(?:tiny|small|medium|big)?int)(?!.*zerofill)/;

export const mysqlGrouping: Grouping = {
  byText,
  byColumn: (column, type) =>
    isShownAsText.test(type) ? byText(`CONVERT(${column} USING utf8mb4)`) : null,
  once: (select) => select,
};
