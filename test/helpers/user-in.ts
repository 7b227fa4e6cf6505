import type { Json, JsonObject } from '../../src/index.js';

/** Who is logged in, as the frameworks' own libraries for logging in keep it in a payload. */
export function userIn(data: Json): string | null {
  const values = own(data, '_sf2_attributes') ?? data;
  const login = isObject(values)
    ? Object.keys(values).find((key) => key.startsWith('login_web_'))
    : undefined;
  const candidates = [
    own(own(values, 'passport'), 'user'),
    own(values, '_auth_user_id'),
    login === undefined ? undefined : own(values, login),
    at(at(own(values, 'warden.user.user.key'), 0), 0),
    ...['userID', 'user_id', 'userId', 'authenticatedUserID'].map((name) => own(values, name)),
    own(own(values, 'user'), 'id'),
    own(values, 'user'),
  ];
  const id = candidates.find(
    (value): value is string | number | bigint =>
      ['string', 'number', 'bigint'].includes(typeof value) && value !== '',
  );
  return id === undefined ? null : String(id);
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (value: Json | undefined, key: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

const at = (value: Json | undefined, index: number): Json | undefined =>
  Array.isArray(value) ? value[index] : undefined;
