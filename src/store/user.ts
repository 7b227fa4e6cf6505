import type { Json } from '../session.js';

/** Where applications keep the id of who is logged in, by no convention but habit. */
const usualNames = ['userID', 'user_id', 'userId', 'authenticatedUserID'] as const;

/** Finds who is logged in; null where the payload does not say. */
export function userOf(data: Json): string | null {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return null;
  const own = (from: Json | undefined, key: string): Json | undefined =>
    from !== null && typeof from === 'object' && !Array.isArray(from) && Object.hasOwn(from, key)
      ? from[key]
      : undefined;
  for (const name of usualNames) {
    const id = asId(own(data, name));
    if (id !== null) return id;
  }
  const user = own(data, 'user');
  return asId(own(user, 'id')) ?? asId(user);
}

function asId(value: Json | undefined): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' || typeof value === 'bigint' ? value.toString() : null;
}
