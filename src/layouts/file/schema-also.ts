import { column } from './schema-columns.js';
import { listOf, object, oneOf, text } from './shapes.js';

const partRule = object(
  {
    column,
    is: listOf(text('A text.'), 'It holds one of these.', 1),
    begins: text('It holds a text that begins so.'),
  },
  'What a column holds in such a row: where nothing is said, any value.',
  'column',
);

const theirRows = {
  at: {
    anyOf: [
      oneOf(
        ['sessions', 'people'],
        'Which table: that of the sessions, whose other rows they are, or that of the users.',
      ),
      object(
        { table: text('Its name; a star at its beginning stands for the sessions’ prefix.') },
        'Another one.',
        'table',
      ),
    ],
  },
  user: column,
  by: column,
  where: listOf(partRule, 'What else must hold of a row.'),
} as const;

/** What lets a person in again, as a file says it. */
export const alsoRule = object(
  {
    what: text('What it is, in plural.', { maxLength: 80 }),
    ...theirRows,
    clears: listOf(column, 'The columns that are set to NULL; left out, the rows are deleted.', 1),
    session: column,
  },
  'Rows of a person: `user` says whose, by the id, or by what the table of users has in `by`; `session` of which session.',
  'what',
  'at',
);

/** What lives on, as a file says it. */
export const livesOnRule = object(
  {
    text: text('What, and until when, in words.', { maxLength: 400 }),
    end: text('What ends it sooner, in words.', { maxLength: 400 }),
    rows: object(theirRows, 'Rows of the person without which it is not there.', 'at'),
    cache: object(
      {
        what: text('What people call it.', { maxLength: 80 }),
        key: column,
        until: column,
        mark: text('What stands in the key of a session.'),
      },
      'A cache in a table of the same database.',
      'what',
      'key',
      'until',
      'mark',
    ),
  },
  'What lives on.',
  'text',
);
