import { SessionAdminError } from '../../errors.js';
import type { Codec } from '../contract.js';
import { pickle } from '../pickle/index.js';
import { contentOf, decodeDjango } from './decode.js';
import { encodeDjango } from './encode.js';
import type { DjangoOptions } from './options.js';
import { isSigned, sessionSalt } from './signature.js';

/**
 * Django's database sessions (django.contrib.sessions and django.core.signing):
 * `[.]base64url(content):time:signature`, where a dot says that the content is compressed, and, from
 * before 3.1, `base64(hash:content)`. The content is JSON, or a pickle, which is only read.
 *
 * Reading needs no secret and, unless `check` is given, looks at no signature.
 */
export function createDjango(options: DjangoOptions = {}): Codec {
  return {
    name: 'django',
    matches: looksLikeDjango,
    decode: (payload) => decodeDjango(payload, options),
    encode: (data) => ({ payload: encodeDjango(data, options), warnings: [] }),
    as: ({ secret, sample }) =>
      createDjango({
        ...options,
        ...(secret !== undefined && { secretKey: secret }),
        ...(sample && { form: formOf(sample) }),
      }),
  };
}

export { djangoLifetime, djangoWritten } from './testimony.js';

/** Reads sessions; cannot write any, without a secret. */
export const django = createDjango();

/** Whether a payload is signed with this secret, so that Django takes it. */
export const isDjangoSigned = (
  payload: Uint8Array,
  secretKey: string,
  salt = sessionSalt,
): boolean => isSigned(Buffer.from(payload).toString('latin1'), secretKey, salt);

const digits = '[A-Za-z0-9_-]';
/** Compressed content begins with a dot and zlib's `x`, JSON with `{`, a pickle with 0x80. */
const signedHead = new RegExp(`^(?:\\.eJ|ey|e30|gA[I-X])${digits}*(?::|$)`);
function looksLikeDjango(payload: Uint8Array): boolean {
  const head = Buffer.from(payload.subarray(0, 64)).toString('latin1');
  if (signedHead.test(head)) return colons(payload) === 2;
  return isLegacy(head);
}

/** A hash of 40 hexadecimal digits and a colon, in base64. */
function isLegacy(head: string): boolean {
  return /^[0-9a-f]{40}:/.test(Buffer.from(head, 'base64').toString('latin1'));
}

function colons(payload: Uint8Array): number {
  let count = 0;
  for (let at = payload.indexOf(0x3a); at >= 0 && count < 3; at = payload.indexOf(0x3a, at + 1)) {
    count++;
  }
  return count;
}

/** What has no colon is from before 3.1. */
function formOf(sample: Uint8Array): NonNullable<DjangoOptions['form']> {
  try {
    const content = contentOf(sample);
    if (pickle.matches(content)) return 'pickle';
    // Django's own writes an object.
    if (content[0] !== 0x7b) return 'foreign';
    return sample.includes(0x3a) ? 'signed' : 'legacy';
  } catch (error) {
    if (error instanceof SessionAdminError) return 'foreign';
    throw error;
  }
}
