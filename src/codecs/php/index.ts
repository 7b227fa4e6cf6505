import type { Json } from '../../session.js';
import type { Codec } from '../contract.js';
import { encodeSerialized, encodeSession } from './encode.js';
import { decodePhp } from './decode.js';
import { looksLikeSession, looksSerialized } from './looks.js';
import { phpTraces } from './traces.js';

/**
 * PHP's serialize(): what the `php_serialize` session handler writes, and Laravel inside base64.
 *
 * Nothing is constructed. Arrays with the keys 0 to n − 1 in order are lists, others objects;
 * objects are `{"__class": "Name", …}` with the names of private and protected properties as they
 * are written in PHP, dates among them `{"__class": …, "iso": …}`, enum cases `{"__class": …,
 * "case": …}`, and strings that are not UTF-8 `{"__hex": …}`. Writing takes back all but objects.
 *
 * Our own reader: npm's php-serialize 5 makes instances of classes, sets prototypes through
 * `__proto__`, and knows neither references nor a bound on depth. The format is that of PHP's
 * ext/standard/var_unserializer.re and ext/session/session.c.
 */
export const php: Codec = {
  name: 'php',
  matches: looksSerialized,
  decode: decodePhp,
  encode: (data: Json) => ({ payload: encodeSerialized(data), warnings: [] }),
  traces: phpTraces,
};

/**
 * PHP's own session format, `key|value` for each key, as PHP's default handler writes it and
 * Symfony stores it. Reads what `php` reads besides, and writes `key|value`.
 */
export const phpSession: Codec = {
  name: 'php-session',
  matches: looksLikeSession,
  decode: decodePhp,
  encode: (data: Json) => ({ payload: encodeSession(data), warnings: [] }),
  traces: phpTraces,
};
