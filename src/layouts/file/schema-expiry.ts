import { dialectNames } from '../../database/contract.js';
import { expiryFormatNames } from '../../session.js';
import type { edges } from '../edges.js';
import { columns, rowRule } from './schema-columns.js';
import { flag, listOf, object, oneOf, text } from './shapes.js';

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

export const naive = oneOf(
  ['utc', 'connection', 'process'],
  'The zone of a column without one: UTC, that of a connection, or of the application’s process.',
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

const lifetimeFrom = object(
  {
    table: text('The table; a star stands for the prefix of the sessions’ table.'),
    name: text('Its column of the settings’ names.'),
    value: text('Its column of their values.'),
    is: text('What the setting is called.'),
    counts: oneOf(['seconds', 'minutes', 'hours'], 'What its number counts.'),
    unset: oneOf(
      ['usual', 'unknown'],
      'What follows where there is none: the usual lifetime, or that nobody knows it.',
    ),
  },
  'The application’s own setting that says the lifetime.',
  'table',
  'name',
  'value',
  'is',
  'counts',
  'unset',
);

/** When a session runs out. */
export const expirySchema = object(
  {
    form,
    expired: edge,
    purged: edge,
    null: oneOf(['never', 'expired'], 'What NULL says.'),
    lifetime,
    lifetimeFrom,
    lifetimeIn: columns('each row’s own lifetime, in seconds'),
    others: listOf(
      object(
        {
          of: { anyOf: [oneOf(['anonymous'], 'Those of nobody.'), rowRule] },
          lifetime,
          inProportion: flag('Where the others live longer or shorter, so do these.'),
        },
        'Rows that live for another time.',
        'of',
        'lifetime',
      ),
      'Rows that live for another time; the first that a row is counts.',
    ),
    atMost: object(
      { columns: columns('a second limit'), lifetime, lifetimeFrom },
      'A second end, which counts where it is the earlier one.',
      'columns',
      'lifetime',
    ),
    purgedBy: columns('the instant that its own cleanup waits for, where that is not the end'),
    swept: flag('The framework itself removes what has run out.'),
  },
  'When a session runs out.',
);
