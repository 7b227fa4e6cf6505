import type { Layout } from './contract.js';
import { defineLayout } from './define.js';
import { factNames } from './facts.js';
import type { ExpiryFormatName } from '../session.js';
import type { InstantForm } from '../database/expiry/contract.js';
import { base64urlId } from './ids.js';

/** The columns of a table that no framework made, as they are called there. */
export interface CustomColumns {
  token: string;
  /** Default is no payload. */
  data?: string;
  /** Default is that sessions do not run out. */
  expiry?: string;
  user?: string;
  /** What says that a session was logged out and its row kept; how, its type and its name tell. */
  revoked?: string;
  /** The same, of an application whose own logout writes it: a deletion of live sessions does, too. */
  marks?: string;
  /** When a session was made. */
  created?: string;
  /** When it was last used. */
  lastSeen?: string;
  /** The address that it was last used from. */
  ip?: string;
  /** The user agent that it was last used with. */
  agent?: string;
}

const isGiven = (name: string | undefined): name is string => name !== undefined;

/** The forms of an expiry that a caller may name. */
export const namedForms: Readonly<Record<ExpiryFormatName, InstantForm>> = {
  auto: { sqlite: 'iso', integer: 'untold', naive: 'utc', toldBy: 'rows' },
  iso: { sqlite: 'iso', integer: null, naive: 'utc', toldBy: 'name' },
  utc: { sqlite: 'micros', integer: null, naive: 'utc', toldBy: 'name' },
  connection: { sqlite: 'micros', integer: null, naive: 'connection', toldBy: 'name' },
  seconds: { sqlite: 'seconds', integer: 'seconds', naive: 'utc', toldBy: 'name' },
  milliseconds: { sqlite: 'milliseconds', integer: 'milliseconds', naive: 'utc', toldBy: 'name' },
  julian: { sqlite: 'julian', integer: null, naive: 'utc', toldBy: 'name' },
};

/** The layout of a table whose columns the caller names. */
export const customLayout = (columns: CustomColumns, format: ExpiryFormatName = 'auto'): Layout =>
  defineLayout({
    name: 'custom',
    title: 'your own columns',
    tables: ['sessions', 'session', 'user_sessions'],
    columns: {
      token: [columns.token],
      data: columns.data === undefined ? [] : [columns.data],
      expiry: columns.expiry === undefined ? [] : [columns.expiry],
      user: [columns.user ?? 'user_id'],
      revoked: [columns.marks ?? columns.revoked].filter(isGiven),
      revokedForm: 'told',
      also: [
        columns.user,
        columns.marks,
        columns.revoked,
        ...factNames.map((name) => columns[name]),
      ].filter(isGiven),
    },
    expiry: { form: namedForms[format] },
    logout: columns.marks === undefined ? 'deletes' : 'marks',
    payload:
      columns.data === undefined
        ? null
        : {
            codecs: [
              'json',
              'gob',
              'django',
              'rails',
              'laravel',
              'php-session',
              'php',
              'php-base64',
              'pickle',
              'msgpack',
              'marshal',
              'base64',
              'text',
            ],
            open: true,
          },
    // A framework's table with renamed columns: Passport's and Django's users stand where they do.
    user: {
      paths: [['passport', 'user'], ['passport', 'user', 'id'], ['_auth_user_id']],
      // Drupal, Joomla and others keep their visitors as the user 0.
      guests: ['0'],
    },
    facts: Object.fromEntries(
      factNames.map((name) => [name, { columns: [columns[name]].filter(isGiven) }]),
    ),
    key: { generate: () => base64urlId(32), isText: false, unique: false },
  });
