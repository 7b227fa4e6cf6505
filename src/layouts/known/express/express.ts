import { objectIn, objectOf } from '../../../codecs/json-object.js';
import type { Json, JsonObject } from '../../../session.js';
import type { Layout, PayloadRule, Seed, UserRule } from '../../contract.js';
import type { GivenFacts, Told } from '../../facts.js';
import type { KeyRule } from '../../key.js';
import { base64urlId } from '../../ids.js';

/**
 * What all stores of express-session have in common: JSON with a `cookie` object, without which the
 * request fails, and a 32-character id that the cookie carries signed.
 *
 * Source: expressjs/session, index.js, session/store.js, session/cookie.js.
 */
export const expressPayload: Pick<PayloadRule, 'codecs' | 'proves' | 'witness' | 'seed' | 'noise'> =
  {
    codecs: ['json'],
    noise: ['cookie'],
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

/** What is written down of a session's use: each request makes its cookie end anew. */
export const expressFacts = {
  lastSeen: { told: touchedAt },
} satisfies GivenFacts;

const expressUser: Partial<UserRule> = {
  paths: [
    ['passport', 'user'],
    ['passport', 'user', 'id'],
  ],
};

/** What express-session knows nothing of. */
const expressLivesOn: Layout['livesOn'] = [
  {
    text: 'a WebSocket that is open stays open, for its session was looked at when it was opened',
    end: 'close it, or restart the application',
  },
];

/** Source: crypto-utils/uid-safe, 24 bytes. */
export const expressKey: Pick<KeyRule, 'generate' | 'form'> = {
  generate: () => base64urlId(24),
  // Digits of a hash alone are others' too.
  form: /^(?=.*[^0-9a-f])[\w-]{32}$/,
};

/** What a layout of any store says, besides its own columns and expiry. */
export const expressSession = {
  payload: expressPayload,
  user: expressUser,
  facts: expressFacts,
  key: expressKey,
  cookie: 'express',
  livesOn: expressLivesOn,
} as const;

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

/** Some stores keep whole seconds in their column. */
const columnRoundingMs = 1000;
/** How far the clocks of two machines may be apart. */
const clocksMs = 5 * 60_000;

/**
 * When a session was touched last: the cookie's age before its end. A request that changes nothing
 * writes the column alone, which is the later end then. Null where nobody can say: the cookie ends
 * with the browser, or the store's column follows a lifetime of the store's own.
 */
function touchedAt({ data, expiry, now }: Told): Date | null {
  const { originalMaxAge: age, expires } = objectIn(objectIn(data)['cookie']);
  const end = typeof expires === 'string' ? Date.parse(expires) : NaN;
  if (typeof age !== 'number' || Number.isNaN(end)) return null;
  const later = expiry === null ? 0 : expiry.getTime() - end;
  if (later < -columnRoundingMs) return null;
  if (later <= columnRoundingMs) return new Date(end - age);
  const touched = end + later - age;
  return touched <= now.getTime() + clocksMs ? new Date(touched) : null;
}
