import { objectOf } from '../../../codecs/json-object.js';
import type { Json, JsonObject } from '../../../session.js';
import type { PayloadRule, Seed, UserRule } from '../../contract.js';
import type { KeyRule } from '../../key.js';
import { base64urlId } from '../../ids.js';

/**
 * What all stores of express-session have in common: JSON with a `cookie` object, without which the
 * request fails, and a 32-character id that the cookie carries signed.
 *
 * Source: expressjs/session, index.js, session/store.js, session/cookie.js.
 */
export const expressPayload: Pick<PayloadRule, 'codecs' | 'proves' | 'witness' | 'seed'> = {
  codecs: ['json'],
  proves: (payload) => Object.hasOwn(objectOf(payload) ?? {}, 'cookie'),
  witness: {
    end: cookieEnd,
    // Some stores count whole seconds. A session that is touched gets a later column alone.
    roundingMs: 1000,
    atLeast: true,
    remedy: 'give the database the time zone of the application’s connection',
  },
  seed: (data, seed) =>
    Object.hasOwn(data, 'cookie') ? data : { cookie: cookieOf(seed), ...data },
};

export const expressUser: Partial<UserRule> = {
  paths: [
    ['passport', 'user'],
    ['passport', 'user', 'id'],
  ],
};

/** Source: crypto-utils/uid-safe, 24 bytes. */
export const expressKey: Pick<KeyRule, 'generate' | 'form'> = {
  generate: () => base64urlId(24),
  // Digits of a hash alone are others' too.
  form: /^(?=.*[^0-9a-f])[\w-]{32}$/,
};

const cookieOf = ({ now, expiry }: Seed): JsonObject => ({
  originalMaxAge: expiry && expiry.getTime() - now.getTime(),
  expires: expiry?.toISOString() ?? null,
  httpOnly: true,
  path: '/',
});

/** The instant in `cookie.expires`; null for a browser session, or for what is no session. */
function cookieEnd(payload: Uint8Array): { at: Date; assumed: boolean } | null {
  try {
    const { cookie } = JSON.parse(Buffer.from(payload).toString()) as { cookie?: Json };
    const expires =
      cookie && typeof cookie === 'object' && !Array.isArray(cookie) && cookie['expires'];
    const end = typeof expires === 'string' ? new Date(expires) : null;
    return end && !Number.isNaN(end.getTime()) ? { at: end, assumed: false } : null;
  } catch {
    return null;
  }
}
