import { createHash, randomBytes } from 'node:crypto';
import { objectOf } from '../../../codecs/json-object.js';
import { isMarshalText } from '../../../codecs/marshal/index.js';
import type { Json, JsonObject } from '../../../session.js';
import { defineLayout } from '../../define.js';
import { people } from '../../users.js';

const dayMs = 86_400_000;
const stored = '2::';

/** What Rails has besides requests. */
export const actionCable = {
  text: 'a WebSocket (Action Cable) that is open stays connected until it is closed',
  end: 'ActionCable.server.remote_connections.where(current_user: user).disconnect',
};

/** Source: rack/rack-session, lib/rack/session/abstract/id.rb. */
const privateId = (publicId: string): string =>
  `${stored}${createHash('sha256').update(publicId).digest('hex')}`;

/**
 * Rails' activerecord-session_store: no expiry, but the time of the last write; `rake
 * db:sessions:trim` removes what was not written for 30 days. (No release up to 2.3.0 looks at
 * `created_at`.)
 *
 * Source: rails/activerecord-session_store, lib/action_dispatch/session/active_record_store.rb,
 * lib/active_record/session_store/session.rb, lib/tasks/database.rake; heartcombo/devise,
 * lib/devise/models/rememberable.rb (`remember_me?`).
 */
export const rails = defineLayout({
  name: 'rails',
  title: 'activerecord-session_store (Rails)',
  tables: ['sessions'],
  columns: {
    token: ['sessionid'],
    data: ['data'],
    expiry: ['updatedat'],
    user: ['userid'],
    lacks: ['expiry', 'expires'],
  },
  expiry: {
    form: { sqlite: 'micros', integer: null, naive: 'utc' },
    lifetimeMs: 30 * dayMs,
  },
  payload: {
    codecs: ['rails'],
    proves: (payload) => isMarshalText(payload) || isWrapped(payload) || null,
  },
  facts: { created: { columns: ['createdat'] }, lastSeen: { columns: ['updatedat'] } },
  user: {
    find: (data) => warden(data, () => true),
    // Each scope is a model of its own.
    elsewhere: (data) => warden(data, (scope) => scope !== 'user'),
    tables: [people('users')],
  },
  key: {
    generate: () => randomBytes(16).toString('hex'),
    ofId: (id) => (id.startsWith(stored) ? id : privateId(id)),
    // Before version 2 ids were not hashed.
    form: /^(?:2::[0-9a-f]{64}|[0-9a-f]{32})$/,
  },
  fills: [{ column: 'createdat', with: 'now', replace: false }],
  cookie: 'rails',
  // Devise takes no cookie that remembers where the row says nothing of when it was made.
  also: [
    { what: 'remember-me tokens', at: 'people', clears: ['remember_created_at', 'remember_token'] },
  ],
  livesOn: [actionCable],
});

/** JSON as the serializer `json` writes it; other JSON is anybody's. */
const isWrapped = (payload: Buffer): boolean =>
  Object.keys(objectOf(payload) ?? {}).join() === 'value';

/** Devise's `warden.user.<scope>.key`, one a scope: `[[id], part of the password's hash]`. */
function warden(data: JsonObject, ofScope: (scope: string) => boolean): Json[] {
  return Object.keys(data).flatMap((key) => {
    const scope = /^warden\.user\.(.+)\.key$/.exec(key)?.[1];
    if (scope === undefined || !ofScope(scope)) return [];
    const value = data[key];
    const [ids] = Array.isArray(value) ? value : [];
    const [id = null] = Array.isArray(ids) ? ids : [];
    return [id];
  });
}
