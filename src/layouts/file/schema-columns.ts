import { listOf, object, oneOf, text } from './shapes.js';

export const column = text('A column, compared without case and underscores.', { maxLength: 128 });
export const columns = (of: string) =>
  listOf(column, `Names of the column of ${of}, in the order in which to look.`);

/** What stands in SQL without an escape. */
const literal = text('Letters, digits and _.:-', {
  maxLength: 64,
  pattern: '^[A-Za-z0-9_.:-]+$',
});

export const revokedForm = {
  anyOf: [
    oneOf(
      ['set', 'positive', 'true', 'false', 'told'],
      'What says it: any value, a number above 0, true, false; told by its type and name.',
    ),
    object(
      {
        live: listOf(literal, 'What live sessions have there.', 1),
        ended: literal,
      },
      'Any other value than those of live sessions.',
      'live',
    ),
  ],
} as const;

export const rowRule = object(
  {
    column,
    is: listOf(literal, 'One of these; a new row gets the first.', 1),
  },
  'What a column holds in a row that is a session.',
  'column',
  'is',
);
