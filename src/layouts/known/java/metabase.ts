import { randomUUID } from 'node:crypto';
import { defineLayout } from '../../define.js';
import { people } from '../../users.js';

const dayMs = 86_400_000;

const common = {
  name: 'metabase',
  tables: ['core_session'],
  // MAX_SESSION_AGE by default.
  expiry: {
    // By the server's own clock, as `now()` tells it.
    form: { sqlite: 'micros', integer: null, naive: 'connection' },
    lifetimeMs: 14 * dayMs,
    swept: true,
  },
  payload: null,
  user: { tables: [people('core_user')] },
  facts: { created: { columns: ['createdat'] } },
  cookie: 'plain',
  cookieName: 'metabase.SESSION',
} as const;

const columns = {
  expiry: ['createdat'],
  user: ['userid'],
  also: ['userid', 'anticsrftoken'],
  provenBy: 'names',
  dialects: ['postgres', 'mysql'],
} as const;

const key = {
  generate: () => randomUUID(),
  transform: 'sha512-hex',
} as const;

/**
 * Metabase: the hash of what the cookie carries, and when the session was made, which is what it is
 * taken from for MAX_SESSION_AGE.
 *
 * Source: metabase/metabase, src/metabase/session/models/session.clj,
 * src/metabase/server/middleware/session.clj.
 */
export const metabase = defineLayout({
  ...common,
  title: 'Metabase',
  columns: { ...columns, token: ['keyhashed'] },
  key,
  fills: [{ column: 'id', with: 'random', replace: false }],
});

/** Before it had a key besides, its id was that hash, and before 2025 the id itself. */
export const metabaseById = defineLayout({
  ...common,
  title: 'Metabase (keyed by its id)',
  columns: { ...columns, token: ['id'], lacks: ['keyhashed'] },
  key,
});
