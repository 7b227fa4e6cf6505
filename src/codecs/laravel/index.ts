import type { Json } from '../../session.js';
import { serializeJson } from '../reading/json.js';
import type { Codec } from '../contract.js';
import { encodeSerialized } from '../php/encode.js';
import { unencodable } from '../reading/failure.js';
import { decodeLaravel } from './decode.js';
import { parseKey } from './decrypt.js';

export interface LaravelOptions {
  /**
   * What to write: `json`, as new applications have it since Laravel 13, or `php`, which is the
   * framework's default (`session.serialization`). An application reads only the one it is set to.
   * What is `encrypted` is not written.
   * Default is `json`.
   */
  form?: 'json' | 'php' | 'encrypted';
  /** The application's APP_KEY, as `base64:…` or as it is: with it encrypted sessions are read. */
  key?: string;
}

/**
 * Laravel's database sessions: base64 of PHP's serialize() or of JSON, told by looking, or base64
 * of what the application encrypted (`session.encrypt`), which is read where its key is given.
 *
 * Values are as in the codec `php`. Writing never encrypts.
 */
export function createLaravel(options: LaravelOptions = {}): Codec {
  const { form = 'json' } = options;
  const key = options.key === undefined ? null : parseKey(options.key);
  return {
    name: 'laravel',

    matches: looksLikeLaravel,

    decode: (payload) => decodeLaravel(payload, key),

    encode: (data) => {
      if (typeof data !== 'object' || data === null) {
        throw unencodable('a Laravel session', '', 'a session is an object of keys and values');
      }
      return { payload: Buffer.from(contentOf(data, form).toString('base64')), warnings: [] };
    },

    as: ({ secret, sample }) =>
      createLaravel({
        ...options,
        ...(secret !== undefined && { key: secret }),
        ...(sample && { form: formOf(sample) }),
      }),
  };
}

/** Reads sessions that are not encrypted, and writes JSON. */
export const laravel = createLaravel();

function contentOf(data: Json, form: 'json' | 'php' | 'encrypted'): Buffer {
  if (form === 'encrypted') {
    throw unencodable(
      'a Laravel session',
      '',
      'the application encrypts its sessions, which are only read',
    );
  }
  return form === 'php' ? encodeSerialized(data) : Buffer.from(serializeJson(data));
}

/** As its base64 begins: `eyJpdiI6` is `{"iv":`, and `ZXlK` the same once more in base64. */
function formOf(sample: Uint8Array): 'json' | 'php' | 'encrypted' {
  const head = Buffer.from(sample.subarray(0, 8)).toString('latin1');
  if (head.startsWith('ZXlK') || head === 'eyJpdiI6') return 'encrypted';
  return /^(?:ey|e30|W10)/.test(head) ? 'json' : 'php';
}

/** Base64 of `a:`, `{`, `[]` or `eyJ`; a colon would be Django's. */
function looksLikeLaravel(payload: Uint8Array): boolean {
  const head = Buffer.from(payload.subarray(0, 4)).toString('latin1');
  return /^(?:YTo|ey[I-L]|ZXlK|e30=|W10=)/.test(head) && !payload.includes(0x3a);
}
