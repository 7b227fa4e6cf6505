import { cookieFormNames } from '../../cookies/contract.js';
import { dialectNames } from '../../database/contract.js';
import { codecNames, expiryFormatNames } from '../../session.js';
import type { edges } from '../edges.js';
import { variantNames } from '../variants.js';
import { flag, listOf, object, oneOf, text, type Said } from './shapes.js';
import { alsoRule, livesOnRule } from './also-schema.js';

const column = text('A column, compared without case and underscores.', { maxLength: 128 });
const columns = (of: string) =>
  listOf(column, `Names of the column of ${of}, in the order in which to look.`);

const edgeNames = [
  'aliveAt',
  'deadAt',
  'aliveInSecond',
  'deadInSecond',
  'aliveInRoundedSecond',
] as const satisfies readonly (keyof typeof edges)[];
const edgeName = oneOf(
  edgeNames,
  'How the expiry is compared with now: alive at that very instant (aliveAt) or dead (deadAt); the same with both cut to whole seconds; with now rounded to them.',
);
const edge = {
  anyOf: [
    edgeName,
    object(
      { edge: edgeName, on: listOf(oneOf(dialectNames, 'A database.'), 'On these alone.') },
      'An edge on some databases; on the others it is aliveAt.',
      'edge',
      'on',
    ),
  ],
} as const;

const naive = oneOf(
  ['utc', 'connection'],
  'The zone of a column without one: UTC, or that of a connection.',
);
const form = {
  anyOf: [
    oneOf(expiryFormatNames, 'How instants are written, as the command line names it.'),
    object(
      {
        sqlite: oneOf(
          ['space-offset', 'sequelize', 'iso', 'micros', 'julian', 'seconds', 'milliseconds'],
          'How SQLite’s columns, which hold anything, are written.',
        ),
        integer: {
          anyOf: [
            oneOf(['seconds', 'milliseconds', 'untold'], 'What whole numbers count.'),
            { type: 'null' },
          ],
        },
        naive,
        toldBy: oneOf(['framework', 'name', 'rows'], 'Who says so.'),
      },
      'The same in its parts.',
      'sqlite',
      'integer',
      'naive',
    ),
  ],
} as const;

const lifetime = text('A duration such as 2h or 14d; never, where there is none.', {
  maxLength: 100,
});

const revokedForm = {
  anyOf: [
    oneOf(
      ['set', 'positive', 'true', 'false', 'told'],
      'What says it: any value, a number above 0, true, false; told by its type and name.',
    ),
    object(
      { live: listOf(text('A value.', { maxLength: 64 }), 'What live sessions have there.', 1) },
      'Any other value than those of live sessions.',
      'live',
    ),
  ],
} as const;

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

const rowRule = object(
  {
    column,
    is: listOf(
      text('Letters, digits and _.:-', { maxLength: 64, pattern: '^[A-Za-z0-9_.:-]+$' }),
      'One of these; a new row gets the first.',
      1,
    ),
  },
  'What a column holds in a row that is a session.',
  'column',
  'is',
);

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
      expiry: object(
        {
          form,
          expired: edge,
          purged: edge,
          null: oneOf(['never', 'expired'], 'What NULL says.'),
          lifetime,
          lifetimeIn: columns('each row’s own lifetime, in seconds'),
          others: listOf(
            object(
              {
                of: { anyOf: [oneOf(['anonymous'], 'Those of nobody.'), rowRule] },
                lifetime,
              },
              'Rows that live for another time.',
              'of',
              'lifetime',
            ),
            'Rows that live for another time; the first that a row is counts.',
          ),
          atMost: object(
            { columns: columns('a second limit'), lifetime },
            'A second end, which counts where it is the earlier one.',
            'columns',
            'lifetime',
          ),
          swept: flag('The framework itself removes what has run out.'),
        },
        'When a session runs out.',
      ),
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
              readOnly: {
                anyOf: [text('Why it is not written.', { maxLength: 400 }), { type: 'null' }],
              },
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
          prefix: {
            anyOf: [
              text('What keys usually begin with, up to a colon.', { maxLength: 64 }),
              { type: 'null' },
            ],
          },
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
                oneOf(['now', 'key', 'random', 'null'], 'What a new row gets there.'),
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
            column,
            parent: column,
          },
          'Rows whose column has the value of the session’s parent.',
          'what',
          'suffix',
          'column',
          'parent',
        ),
        'Rows of other tables that go when their session goes.',
      ),
      readOnly: {
        anyOf: [text('Why no session is written.', { maxLength: 400 }), { type: 'null' }],
      },
      cookie: {
        anyOf: [oneOf(cookieFormNames, 'How its cookie carries the token.'), { type: 'null' }],
      },
      also: listOf(alsoRule, 'What lets a person in again, and a lockout ends with the sessions.'),
      livesOn: listOf(livesOnRule, 'What takes a person for logged in all the same, for a while.'),
    },
    'A layout of one’s own: the session table of an application, for session-admin.',
  ),
} as const;

/** A layout as a file says it. */
export type LayoutData = Said<typeof layoutSchema>;
