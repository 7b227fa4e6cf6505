import { objectIn } from '../../../codecs/json-object.js';
import type { JsonObject } from '../../../session.js';
import type { Seed } from '../../contract.js';
import { defineLayout } from '../../define.js';
import { aliveInSecond } from '../../edges.js';
import { base64urlId } from '../../ids.js';
import { phpPayload, phpSeconds } from './php.js';
import { madeAt } from './symfony.js';

/** `gc_maxlifetime` in default.services.yml. */
const lifetimeMs = 200_000_000;
/** `cookie_lifetime`, in seconds. */
const cookieLifetime = 2_000_000;

const attributes = '_sf2_attributes';

/** What Drupal 7 has alike. */
export const drupalCommon = {
  name: 'drupal',
  tables: ['sessions'],
  expiry: {
    form: phpSeconds,
    lifetimeMs,
    expired: aliveInSecond,
    purged: aliveInSecond,
    swept: true,
  },
  key: { generate: () => base64urlId(32), transform: 'sha256-base64url' },
  cookie: 'plain',
  cookieName: /^S?SESS[0-9a-f]{32}$/,
} as const;
export const drupalColumns = {
  token: ['sid'],
  data: ['session'],
  expiry: ['timestamp'],
  user: ['uid'],
  also: ['uid', 'hostname'],
  provenBy: 'names',
} as const;
export const drupalFacts = {
  lastSeen: { columns: ['timestamp'] },
  ip: { columns: ['hostname'] },
} as const;

/**
 * Drupal since version 8: the hash of what the cookie carries, and the second of the last use, as it is
 * written down every three minutes at most. Only the purge looks at it, in some of the requests.
 *
 * Source: drupal/core, lib/Drupal/Core/Session/SessionHandler.php, SessionManager.php,
 * SessionConfiguration.php, MetadataBag.php; modules/user/src/Authentication/Provider/Cookie.php.
 */
export const drupal = defineLayout({
  ...drupalCommon,
  title: 'Drupal',
  columns: { ...drupalColumns, lacks: ['ssid'] },
  payload: { ...phpPayload, optional: true, seed: loggedIn },
  user: {
    paths: [[attributes, 'uid']],
    guests: ['0'],
    seeded: true,
    tables: [{ name: 'users_field_data', id: 'uid', names: ['mail', 'name'] }],
  },
  facts: { ...drupalFacts, created: { told: ({ data }) => madeAt(data) } },
});

/** The user and the metadata, as a login leaves them. */
function loggedIn(data: JsonObject, { user, now }: Seed): JsonObject {
  const seconds = Math.floor(now.getTime() / 1000);
  const meta = { u: seconds, c: seconds, l: cookieLifetime, s: base64urlId(32) };
  return {
    _sf2_meta: meta,
    ...data,
    ...(user !== null && {
      [attributes]: { uid: user, ...objectIn(data[attributes] ?? null) },
    }),
  };
}
