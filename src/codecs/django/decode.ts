import { inflateSync } from 'node:zlib';
import type { Json } from '../../session.js';
import { pickle } from '../pickle/index.js';
import { parseBase64Text } from '../reading/base64.js';
import { undecodable } from '../reading/failure.js';
import { readJson } from '../reading/json.js';
import { bufferOf } from '../reading/reader.js';
import type { DjangoOptions } from './options.js';
import { isSigned, sessionSalt } from './signature.js';

const format = 'a Django session';
const colon = 0x3a;
const dot = 0x2e;

/** How large a session may be when it is unpacked: by how large it is packed, within these bounds. */
const inflated = { most: 64 * 1024 * 1024, always: 1024 * 1024, factor: 256 } as const;

/** Returns a session's values, in whichever form it is. */
export function decodeDjango(payload: Uint8Array, options: DjangoOptions): Json {
  const bytes = bufferOf(payload);
  const { secretKey, salt = sessionSalt, check = false } = options;
  if (check && secretKey !== undefined && !isSigned(bytes.toString('latin1'), secretKey, salt)) {
    throw undecodable(format, 0, 'it is not signed with the secret that was given');
  }
  const content = contentOf(bytes);
  if (pickle.matches(content)) return pickle.decode(content);
  // Django writes ASCII and reads Latin-1.
  return readJson(content.toString('latin1'), format, bytes.length);
}

/** Returns what is signed, inflated; throws where it is no session. */
export function contentOf(payload: Uint8Array): Buffer {
  const bytes = bufferOf(payload);
  const end = bytes.indexOf(colon);
  return end < 0 ? legacyContent(bytes) : signedContent(bytes, end);
}

/** `[.]base64url(content):time:signature` */
function signedContent(bytes: Buffer, end: number): Buffer {
  const rest = bytes.subarray(end + 1, end + 200).toString('latin1');
  if (!/^[A-Za-z0-9-]{1,12}:[A-Za-z0-9_-]+$/.test(rest)) {
    throw undecodable(format, end, 'no time and signature after the content');
  }
  if (bytes[0] !== dot) return parseBase64Text(bytes.subarray(0, end), format);
  return inflate(parseBase64Text(bytes.subarray(1, end), format), bytes.length);
}

/** `base64(hash:content)` */
function legacyContent(bytes: Buffer): Buffer {
  const content = parseBase64Text(bytes, format);
  const end = content.indexOf(colon);
  if (
    end < 0 ||
    !/^[0-9a-f]{40,64}$/.test(content.subarray(0, Math.min(end, 65)).toString('latin1'))
  ) {
    throw undecodable(format, 0, 'neither a signature nor a hash');
  }
  return content.subarray(end + 1);
}

/** Inflates no more than a session has: a zip bomb of a thousand bytes becomes a megabyte. */
function inflate(bytes: Buffer, size: number): Buffer {
  const most = Math.min(inflated.most, inflated.always + size * inflated.factor);
  try {
    return inflateSync(bytes, { maxOutputLength: most });
  } catch (error) {
    const isTooLong =
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    const what = isTooLong ? `it inflates to more than ${most} bytes` : 'it is not zlib data';
    throw undecodable(format, 1, what);
  }
}
