import { SessionAdminError } from '../../errors.js';
import { serializeJson } from '../reading/json.js';
import type { Codec } from '../contract.js';
import { encodeSerialized } from '../php/encode.js';
import { unencodable } from '../reading/failure.js';
import { phpTraces } from '../php/traces.js';
import { jsonTraces } from '../reading/traces.js';
import { decodeLaravel, isJson, openLaravel, plainContent } from './decode.js';
import { parseKeys } from './decrypt.js';
import { encrypt, type Cipher } from './encrypt.js';

export interface LaravelOptions {
  /**
   * What to write: `json`, as new applications have it since Laravel 13, or `php`, which is the
   * framework's default (`session.serialization`). An application reads only the one it is set to.
   * Default is `json`.
   */
  form?: 'json' | 'php';
  /** What to encrypt it with (`session.encrypt`), by the first key. Default is not to. */
  cipher?: Cipher | null;
  /** The application's APP_KEY, as `base64:…` or as it is, and its former ones, a line each. */
  key?: string;
}

/**
 * Laravel's database sessions: base64 of PHP's serialize() or of JSON, told by looking, or base64
 * of what the application encrypted (`session.encrypt`), where its key is given.
 *
 * Values are as in the codec `php`. What is written has the form of the application's own, and is
 * encrypted where that is.
 */
export function createLaravel(options: LaravelOptions = {}): Codec {
  const { form = 'json', cipher = null } = options;
  const keys = options.key === undefined ? [] : parseKeys(options.key);
  return {
    name: 'laravel',

    matches: looksLikeLaravel,

    decode: (payload) => decodeLaravel(payload, keys),

    encode: (data) => {
      if (typeof data !== 'object' || data === null) {
        throw unencodable(format, '', 'a session is an object of keys and values');
      }
      const content = form === 'php' ? encodeSerialized(data) : Buffer.from(serializeJson(data));
      const whole = cipher === null ? content : encrypted(content, keys, cipher);
      return { payload: Buffer.from(whole.toString('base64')), warnings: [] };
    },

    traces: (text) => {
      const [inPhp, inJson] = [phpTraces(text), jsonTraces(text)];
      return inPhp && inJson && [...inPhp, ...inJson];
    },

    content: plainContent,

    as: ({ secret, sample }) => {
      const own = { ...options, ...(secret !== undefined && { key: secret }) };
      return sample === undefined ? createLaravel(own) : like(sample, own);
    },
  };
}

/** Reads sessions that are not encrypted, and writes JSON. */
export const laravel = createLaravel();

const format = 'a Laravel session';

/** What is encrypted is PHP's serialize() of the content (EncryptedStore.php). */
function encrypted(content: Buffer, [key]: readonly Buffer[], cipher: Cipher): Buffer {
  if (key === undefined) throw needsKey();
  const head = Buffer.from(`s:${content.length}:"`);
  return Buffer.from(encrypt(Buffer.concat([head, content, Buffer.from('";')]), key, cipher));
}

/** The codec that writes what has the form of a payload that is there. */
function like(sample: Uint8Array, options: LaravelOptions): Codec {
  const head = Buffer.from(sample.subarray(0, 8)).toString('latin1');
  if (!looksEncrypted(head)) {
    const form = /^(?:ey|e30|W10)/.test(head) ? 'json' : 'php';
    return createLaravel({ ...options, form, cipher: null });
  }
  const keys = options.key === undefined ? [] : parseKeys(options.key);
  try {
    const { content, cipher } = openLaravel(sample, keys);
    if (cipher !== null)
      return createLaravel({ ...options, form: isJson(content) ? 'json' : 'php', cipher });
  } catch (error) {
    if (!(error instanceof SessionAdminError)) throw error;
  }
  // What is inside cannot be told: nothing is written that the application may not read.
  const encode = (): never => {
    throw keys.length === 0
      ? needsKey()
      : unencodable(format, '', 'the APP_KEY that was given is not that of the sessions', 'secret');
  };
  return { ...createLaravel(options), encode };
}

const needsKey = (): SessionAdminError =>
  unencodable(
    format,
    '',
    'the application encrypts its sessions: give the APP_KEY as the secret',
    'secret',
  );

/** As its base64 begins: `eyJpdiI6` is `{"iv":`, and `ZXlK` the same once more in base64. */
const looksEncrypted = (head: string): boolean => head.startsWith('ZXlK') || head === 'eyJpdiI6';

/** Base64 of `a:`, `{`, `[]` or `eyJ`; a colon would be Django's. */
function looksLikeLaravel(payload: Uint8Array): boolean {
  const head = Buffer.from(payload.subarray(0, 4)).toString('latin1');
  return /^(?:YTo|ey[I-L]|ZXlK|e30=|W10=)/.test(head) && !payload.includes(0x3a);
}
