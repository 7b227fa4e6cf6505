import { randomBytes } from 'node:crypto';
import { typedForm } from '../../../codecs/gob/typed.js';
import type { JsonObject } from '../../../session.js';
import type { Seed } from '../../contract.js';
import { defineLayout } from '../../define.js';
import { deadInSecond } from '../../edges.js';

/**
 * Gitea and Forgejo, where they keep sessions in the database: `expiry` is the second of the last use,
 * and SESSION_LIFE_TIME is added to it, a day by default. A visitor has a row without a payload.
 *
 * Source: go-gitea/gitea, models/auth/session.go (`CleanupSessions`), auth_token.go,
 * modules/session/db.go (`Read`), routers/web/auth/auth.go; forgejo/forgejo, models/auth/auth_token.go
 * (`DeleteAuthTokenByUser`).
 */
export const gitea = defineLayout({
  name: 'gitea',
  title: 'Gitea and Forgejo',
  tables: ['session'],
  columns: { token: ['key'], data: ['data'], expiry: ['expiry'], lacks: ['id', 'token'] },
  expiry: {
    form: { sqlite: 'seconds', integer: 'seconds', naive: 'utc' },
    lifetimeMs: 86_400_000,
    expired: deadInSecond,
    purged: deadInSecond,
    swept: true,
  },
  payload: { codecs: ['gob'], proves: () => null, bytes: true, optional: true, seed: loggedIn },
  user: {
    paths: [['uid']],
    seeded: true,
    tables: [{ name: 'user', id: 'id', names: ['email', 'name'] }],
  },
  facts: { lastSeen: { columns: ['expiry'] } },
  key: { generate: () => randomBytes(8).toString('hex'), form: /^[0-9a-f]{16}$/ },
  cookie: 'plain',
  cookieName: 'i_like_gitea',
  // Forgejo's has links that reset a password besides: they let their user in as well.
  also: [
    { what: 'remember-me tokens', at: { table: 'auth_token' }, user: 'userid' },
    { what: 'Forgejo’s remember-me tokens', at: { table: 'forgejo_auth_token' }, user: 'uid' },
  ],
  livesOn: [
    {
      text: 'access tokens are taken until they are deleted',
      rows: { at: { table: 'access_token' }, user: 'uid' },
    },
  ],
});

/** A map of Go's, whose user has 64 bits. */
function loggedIn(data: JsonObject, { user }: Seed): JsonObject {
  if (Object.hasOwn(data, typedForm.gob)) return data;
  const uid = user !== null && /^\d{1,18}$/.test(user) ? typed('int64', BigInt(user)) : null;
  const values = { ...(uid !== null && { uid }), ...data };
  return {
    [typedForm.gob]: [
      { [typedForm.wire]: 'map[interface {}]interface {}', [typedForm.value]: values },
    ],
  };
}

const typed = (type: string, value: bigint): JsonObject => ({
  [typedForm.type]: type,
  [typedForm.value]: value,
});
