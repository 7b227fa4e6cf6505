import { objectIn } from '../../../codecs/json-object.js';
import type { Json } from '../../../session.js';
import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import { alphabetId, digits, lower } from '../../ids.js';
import type { ExpiryRule } from '../../rules.js';
import { usualPathsUnder } from '../../users.js';
import { phpSeconds } from './php.js';

const longestLifetime = 315_576_000;

const attributes = '_sf2_attributes';

/** Reads a lifetime up to ten years as one after the row's time, as before Symfony 4.4, else as the end. */
export const endOrLifetime =
  (time: string): ExpiryRule['of'] =>
  (format, column) => {
    const written = column(time);
    if (written === null) return format;
    return {
      ...format,
      name: 'Unix seconds, or a lifetime in old rows',
      exact: false,
      ordered: false,
      millis: (expiry) => `CASE WHEN ${expiry} BETWEEN 0 AND ${longestLifetime}
          THEN ${format.millis(`(${expiry} + ${written})`)} ELSE ${format.millis(expiry)} END`,
      fromText: null,
      stretches: (cutoff) => [{ from: 0, below: Math.ceil(cutoff.getTime() / 1000) }],
    };
  };

/**
 * Symfony's PdoSessionHandler: `sess_lifetime` is the second in which a session ends, and in old
 * rows the seconds that it has after `sess_time`. Rows without data are locks.
 *
 * Source: symfony/http-foundation, Session/Storage/Handler/PdoSessionHandler.php and
 * Session/Storage/MetadataBag.php.
 */
export const symfony = defineLayout({
  name: 'symfony',
  title: 'PdoSessionHandler (Symfony)',
  tables: ['sessions'],
  columns: {
    token: ['sessid'],
    data: ['sessdata'],
    expiry: ['sesslifetime'],
    user: ['userid'],
    also: ['sesstime'],
    provenBy: 'names',
  },
  expiry: {
    form: phpSeconds,
    expired: aliveInSecond,
    purged: aliveInSecond,
    of: endOrLifetime('sesstime'),
  },
  payload: {
    codecs: ['php-session', 'php'],
    bytes: true,
    noise: ['_sf2_meta'],
    readOnly: 'it holds PHP objects of the application’s',
  },
  user: { paths: usualPathsUnder(attributes) },
  facts: { created: { told: ({ data }) => madeAt(data) }, lastSeen: { columns: ['sesstime'] } },
  key: { generate: () => alphabetId(digits + lower, 26) },
  fills: [{ column: 'sesstime', with: 'now', replace: true }],
  cookie: 'symfony',
  livesOn: [
    {
      text: 'with remember_me a cookie logs its user in again, for a year by default',
      end: 'change the password, or delete the user’s rows of rememberme_token where they are kept there',
    },
  ],
});

/** The second in which the session was made, which the metadata of Symfony's sessions keep. */
export function madeAt(data: Json): Date | null {
  const { c: seconds } = objectIn(objectIn(data)['_sf2_meta'] ?? null);
  return typeof seconds === 'number' ? new Date(seconds * 1000) : null;
}
