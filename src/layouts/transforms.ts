import { createHash, createHmac } from 'node:crypto';
import { secretsOf } from '../cookies/secrets.js';
import { SessionAdminError } from '../errors.js';

/**
 * How the key in a table follows from what the cookie carries, by names that say it: a hash, what is
 * hashed besides the id, and how the hash is written.
 */
export const keyTransformNames = [
  'sha256-hex',
  'sha256-base64url',
  'sha256-bytes',
  'sha512-hex',
  'sha1-secret-base64',
  'sha256-secret-hex',
  'sha512-secret-hex',
  'hmac-sha256-hex',
  'base64-text',
] as const;
export type KeyTransformName = (typeof keyTransformNames)[number];

/** Throws `INVALID_ARGUMENT` where it takes the application's secret, and there is none. */
export type KeyTransform = (id: string, secret: string | undefined) => string;

type Hash = 'sha1' | 'sha256' | 'sha512';
type Form = 'hex' | 'base64' | 'base64url';

/** Every transform. */
export const keyTransforms = {
  'sha256-hex': hashOf('sha256', 'hex'),
  'sha256-base64url': hashOf('sha256', 'base64url'),
  'sha256-bytes': (id) => `\\x${createHash('sha256').update(id).digest('hex')}`,
  'sha512-hex': hashOf('sha512', 'hex'),
  'sha1-secret-base64': hashWithSecret('sha1', 'base64'),
  'sha256-secret-hex': hashWithSecret('sha256', 'hex'),
  'sha512-secret-hex': hashWithSecret('sha512', 'hex'),
  'hmac-sha256-hex': (id, secret) => createHmac('sha256', needed(secret)).update(id).digest('hex'),
  // Of Spring, whose cookie is the base64 of the id.
  'base64-text': (id) => Buffer.from(id, 'base64').toString(),
} satisfies Record<KeyTransformName, KeyTransform>;

function hashOf(hash: Hash, form: Form): KeyTransform {
  return (id) => createHash(hash).update(id).digest(form);
}

/** The hash of the id with the secret behind it. */
function hashWithSecret(hash: Hash, form: Form): KeyTransform {
  return (id, secret) =>
    createHash(hash)
      .update(id + needed(secret))
      .digest(form);
}

/** The current one of the secrets. */
function needed(secret: string | undefined): string {
  if (secret !== undefined) return secretsOf(secret)[0];
  throw new SessionAdminError(
    'INVALID_ARGUMENT',
    "the table holds a hash that takes the application's secret to make: give it",
    { options: ['secret'] },
  );
}
