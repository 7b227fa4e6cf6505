import { defineLayout } from '../../define.js';
import { aliveInSecond, on } from '../../edges.js';
import { alphabetId, digits, hex, hexId, lower, upper } from '../../ids.js';
import { people } from '../../users.js';
import { phpPayload, phpSeconds } from './php.js';

/** MySQL's NOW() has whole seconds. */
const inSeconds = on(['mysql'], aliveInSecond);

const common = {
  name: 'codeigniter',
  tables: ['ci_sessions'],
  user: { tables: [people('users')] },
  facts: { lastSeen: { columns: ['timestamp'] }, ip: { columns: ['ipaddress'] } },
  fills: [{ column: 'ipaddress', with: { text: '0.0.0.0' }, replace: false }],
  cookie: 'plain',
  cookieName: 'ci_session',
} as const;

const columns = {
  token: ['id'],
  data: ['data'],
  expiry: ['timestamp'],
  user: ['userid'],
  also: ['ipaddress'],
  provenBy: 'names',
} as const;

/** `sess_expiration` and `$expiration` by default. */
const lifetimeMs = 7200_000;

/**
 * CodeIgniter 4: the time of the last write, and a key that begins with the cookie's name. Only the
 * purge looks at the time, in some of the requests.
 *
 * Source: codeigniter4/CodeIgniter4, system/Session/Handlers/DatabaseHandler.php and Database,
 * app/Config/Session.php (`$expiration`), system/Session/Session.php (ids of 32 digits by default);
 * codeigniter4/shield, src/Models/RememberModel.php (`purgeRememberTokens`).
 */
export const codeigniter4 = defineLayout({
  ...common,
  title: 'CodeIgniter 4',
  columns: { ...columns, dialects: ['postgres', 'mysql'] },
  expiry: {
    form: { sqlite: 'micros', integer: null, naive: 'connection' },
    lifetimeMs,
    expired: inSeconds,
    purged: inSeconds,
    swept: true,
  },
  payload: phpPayload,
  key: {
    generate: () => hexId(32),
    ofId: (id, prefix) => (id.startsWith(prefix) ? id : `${prefix}${id}`),
    prefix: 'ci_session:',
    unique: false,
  },
  // Of CodeIgniter Shield.
  also: [{ what: 'remember-me tokens', at: { table: 'auth_remember_tokens' }, user: 'user_id' }],
});

/**
 * CodeIgniter 3: the second of the last write, and on PostgreSQL base64 of the session. It takes no
 * key but of the length and the letters that PHP's settings have it make.
 *
 * Source: bcit-ci/CodeIgniter, system/libraries/Session/Session.php (`_configure_sid_length`) and
 * drivers/Session_database_driver.php.
 */
export const codeigniter3 = defineLayout({
  ...common,
  title: 'CodeIgniter 3',
  columns,
  expiry: {
    form: phpSeconds,
    lifetimeMs,
    expired: aliveInSecond,
    purged: aliveInSecond,
    swept: true,
  },
  payload: { ...phpPayload, codecs: ['php-session', 'php', 'php-base64'] },
  key: { generate: () => hexId(40), like, unique: false },
});

/** Four, five or six bits a letter (`session.sid_bits_per_character`). */
const alphabets = [hex, `${digits}${lower.slice(0, 22)}`, `${digits}${lower}${upper},-`];

function like(key: string): string | null {
  const alphabet = alphabets.find((letters) =>
    Array.from(key).every((each) => letters.includes(each)),
  );
  return key.length < 20 || alphabet === undefined ? null : alphabetId(alphabet, key.length);
}
