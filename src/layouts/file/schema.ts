import { cellFormatNames } from '../../codecs/cells.js';
import { cookieFormNames } from '../../cookies/contract.js';
import { dialectNames } from '../../database/contract.js';
import { codecNames } from '../../session.js';
import { variantNames } from '../variants.js';
import { alsoRule, livesOnRule } from './schema-also.js';
import { keyTransformNames } from '../transforms.js';
import { column, columns, revokedForm, rowRule } from './schema-columns.js';
import { expirySchema, naive } from './schema-expiry.js';
import { flag, listOf, object, oneOf, orNull, text, type Said } from './shapes.js';

const userTable = object(
  {
    name: text('The table.'),
    id: column,
    names: listOf(column, 'What users log in with, the one to show first.'),
  },
  'A table of users.',
  'name',
  'id',
  'names',
);

const fact = (what: string) => object({ columns: columns(what) }, `Where ${what} stands.`);
const instant = (what: string) =>
  object({ columns: columns(what), naive }, `Where ${what} stands.`);

const transform = (when: string) => orNull(oneOf(keyTransformNames, when));

/** A regular expression that takes no longer the longer a text is: characters, each so many times. */
const cookieNames = text('Characters as ^S?SESS[0-9a-f]{32}$ has them, and no other signs.', {
  pattern:
    '^\\^(?:(?:[A-Za-z0-9_-]|\\[(?:[A-Za-z0-9_]|[a-z0-9]-[a-z0-9])+\\])(?:\\?|\\{[0-9]{1,2}\\})?){1,40}\\$$',
});

/**
 * What a layout in a file may say: all that is data in a layout, under the same names. The published
 * JSON Schema, and the one that files are checked against. What a layout can besides is one line here
 * where it is data; what has to be read in a way of its own is also one in `read.ts`.
 */
export const layoutSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  ...object(
    {
      $schema: text('Where this schema is, for editors.', { maxLength: 1000 }),
      note: text('For people.', { maxLength: 4000 }),
      like: oneOf(
        variantNames,
        'The known layout that it is like: what is not said here is that one’s, and so is what no data can say.',
      ),
      title: text('What people call it.', { maxLength: 80 }),
      tables: listOf(
        text('A name; a star at its beginning stands for anything.', { maxLength: 128 }),
        'The table’s usual names.',
      ),
      columns: object(
        {
          token: columns('the token'),
          data: columns('the payload'),
          expiry: columns('the expiry, or with a lifetime of the last use'),
          user: columns('the user'),
          previous: columns('the token before it was changed, which is still taken'),
          revoked: columns('what says that a session was logged out and its row kept'),
          revokedForm,
          also: listOf(column, 'Others that are always there.'),
          lacks: listOf(column, 'Those that are another layout’s.'),
          own: listOf(column, 'Further ones that the framework itself may add.'),
          dialects: listOf(oneOf(dialectNames, 'A database.'), 'Where it exists; all by default.'),
        },
        'Its columns.',
      ),
      where: listOf(rowRule, 'What all must hold of a row that is a session; no other is touched.'),
      expiry: expirySchema,
      payload: {
        anyOf: [
          object(
            {
              codecs: listOf(
                oneOf(codecNames, 'A codec.'),
                'How it is encoded, the usual one first.',
                1,
              ),
              foreign: listOf(
                oneOf(codecNames, 'A codec.'),
                'Codecs in whose payloads the framework reads no session.',
              ),
              open: flag('Applications may write anything else there.'),
              bytes: flag('It is bytes where the column’s type does not say.'),
              noise: listOf(text('A field.'), 'Fields that say nothing to people at a glance.'),
              secrets: listOf(text('A key.'), 'Keys of values that are never shown unasked.'),
              optional: flag('A row may be without one.'),
              readOnly: orNull(text('Why it is not written.', { maxLength: 400 })),
            },
            'What stands in the payload.',
          ),
          { type: 'null' },
        ],
      },
      user: object(
        {
          paths: listOf(
            listOf(text('A key.'), 'The keys that lead to it.', 1),
            'Where in the payload the user’s id stands, before the usual places.',
          ),
          alone: flag('The column alone says whose a session is, and no payload.'),
          guests: listOf(text('An id.'), 'Ids that stand for nobody.'),
          tables: listOf(userTable, 'The framework’s tables of users, the likeliest first.'),
        },
        'Whose a session is.',
      ),
      facts: object(
        {
          created: instant('when it was made'),
          lastSeen: instant('when it was last used'),
          ip: fact('the address'),
          agent: fact('the user agent'),
        },
        'What else is known of a session.',
      ),
      key: object(
        {
          generate: object(
            {
              from: oneOf(['base64url', 'hex', 'alphanumeric', 'lowercase'], 'Which characters.'),
              length: { type: 'integer', minimum: 16, maximum: 256, description: 'How many.' },
            },
            'How a new token is made.',
            'from',
            'length',
          ),
          prefix: orNull(text('What keys usually begin with, up to a colon.', { maxLength: 64 })),
          transform: transform('What the table has of what the cookie carries.'),
          hashed: transform('The same where the application chose to store hashes.'),
          counted: flag('They are the numbers that the database gives its rows.'),
          isText: flag('Tokens are text where the column holds bytes, too.'),
          unique: flag('The framework itself makes the column unique.'),
        },
        'Its tokens.',
      ),
      fills: listOf(
        object(
          {
            column,
            with: {
              anyOf: [
                oneOf(
                  ['now', 'expiry', 'key', 'user', 'random', 'null'],
                  'What a new row gets there.',
                ),
                object(
                  { text: { type: 'string', maxLength: 200, description: 'It.' } },
                  'A text of its own, which its type takes.',
                  'text',
                ),
              ],
            },
            replace: flag('A row that is there gets it anew.'),
          },
          'A column that a new row has besides.',
          'column',
          'with',
        ),
        'Columns that a new row has besides.',
      ),
      along: listOf(
        object(
          {
            what: text('What they are, in plural.'),
            suffix: text('What the table’s name has behind that of the sessions’.'),
            table: text('Its name, where that does not follow.', { maxLength: 128 }),
            column,
            parent: column,
            facts: object(
              { created: column, lastSeen: column, ip: column, agent: column },
              'Its columns of what the sessions’ own table has no column for.',
            ),
          },
          'Rows whose column has the value of the session’s parent.',
          'what',
          'column',
          'parent',
        ),
        'Rows of other tables that go when their session goes.',
      ),
      logout: oneOf(
        ['deletes', 'marks'],
        'What its logout does to the row: it deletes it, or marks it in the column of revoked.',
      ),
      cell: orNull(
        object(
          {
            format: oneOf(cellFormatNames, 'How the cell is written.'),
            end: text('The key in an entry under which its end stands.'),
            counts: oneOf(['seconds', 'milliseconds'], 'What that counts.'),
            emptied: {
              anyOf: [
                oneOf(['goes'], 'The row goes with its last session.'),
                object(
                  { cell: { type: 'string', maxLength: 200, description: 'It.' } },
                  'What stands in the cell then.',
                  'cell',
                ),
              ],
            },
          },
          'The token’s column holds many sessions, each under its token.',
          'format',
          'end',
          'counts',
          'emptied',
        ),
      ),
      readOnly: orNull(text('Why no session is written.', { maxLength: 400 })),
      cookie: orNull(oneOf(cookieFormNames, 'How its cookie carries the token.')),
      cookieName: {
        anyOf: [
          text('What its cookie is called.', { maxLength: 100, pattern: '^[A-Za-z0-9_.-]+$' }),
          object(
            { form: cookieNames },
            'What it is like, where each site names it itself.',
            'form',
          ),
          { type: 'null' },
        ],
      },
      also: listOf(alsoRule, 'What lets a person in again, and a lockout ends with the sessions.'),
      livesOn: listOf(livesOnRule, 'What takes a person for logged in all the same, for a while.'),
    },
    'A layout of one’s own: the session table of an application, for session-admin.',
  ),
} as const;

/** A layout as a file says it. */
export type LayoutData = Said<typeof layoutSchema>;
