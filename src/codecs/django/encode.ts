import { deflateSync } from 'node:zlib';
import { systemClock } from '../../clock.js';
import type { Json } from '../../session.js';
import { serializeJson } from '../reading/json.js';
import { unencodable } from '../reading/failure.js';
import { isObject } from '../reading/object.js';
import type { DjangoOptions } from './options.js';
import { base62, hashOf, sessionSalt, signatureOf } from './signature.js';

const format = 'a Django session';

/** Returns the payload that Django writes for these values with its JSONSerializer. */
export function encodeDjango(data: Json, options: DjangoOptions): Buffer {
  const { secretKey, salt = sessionSalt, form = 'signed', clock = systemClock } = options;
  if (form === 'pickle') {
    throw unencodable(format, '', 'the application pickles its sessions, which is only read');
  }
  if (form === 'foreign') {
    throw unencodable(
      format,
      '',
      'the application has a serializer of its own, whose sessions are not written: give the bytes',
      'data',
    );
  }
  if (secretKey === undefined || secretKey === '') {
    throw unencodable(
      format,
      '',
      "it must be signed with the application's SECRET_KEY: give that as the secret",
      'secret',
    );
  }
  if (!isObject(data)) {
    throw unencodable(format, '', 'a session is an object of keys and values');
  }
  const content = Buffer.from(ascii(serializeJson(data)));
  if (form === 'legacy') {
    const hash = hashOf(content, secretKey, salt);
    return Buffer.from(Buffer.concat([Buffer.from(`${hash}:`), content]).toString('base64'));
  }
  const signed = `${packed(content)}:${base62(Math.floor(clock.now().getTime() / 1000))}`;
  return Buffer.from(`${signed}:${signatureOf(signed, secretKey, salt)}`);
}

/** Python's json.dumps escapes what is not ASCII, and Django counts on that. */
function ascii(text: string): string {
  return text.replace(
    /[^\x00-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Compresses where that makes it shorter, as Django does. */
function packed(content: Buffer): string {
  const short = deflateSync(content);
  if (short.length < content.length - 1) return `.${short.toString('base64url')}`;
  return content.toString('base64url');
}
