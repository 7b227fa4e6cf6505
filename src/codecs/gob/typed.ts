import type { Json, JsonObject } from '../../session.js';
import { parseBase64 } from '../reading/base64.js';
import { isObject, newObject } from '../reading/object.js';
import { naturalType } from './natural.js';

/**
 * The typed form: JSON that says everything gob can, and that `encode` takes back without loss.
 *
 * Values in the session itself, in a `map[string]interface {}` and in an `[]interface {}` may be
 * of any Go type. Those that plain JSON already says stay plain: `"text"` is a `string`, `42` an
 * `int`, `1.5` a `float64`, `true` a `bool`, `["a"]` a `[]string`, `[1, 2]` an `[]int`, `[1, 2.5]`
 * a `[]float64`, `[true]` a `[]bool`, `{…}` a `map[string]interface {}` and other arrays
 * `[]interface {}`. The others are wrapped, with the type's name as Go registers it:
 *
 *     {"$type": "int64", "$value": 42}                 numbers of a width; also "42"
 *     {"$type": "float64", "$value": 3}                whole, "-0", "NaN", "+Inf" and "-Inf"
 *     {"$type": "complex128", "$value": ["0", "1"]}    real and imaginary part
 *     {"$type": "[]uint8", "$value": "aGk="}           base64; also "[]byte" or "bytes"
 *     {"$type": "time.Time", "$value": "2024-07-01T10:20:30.5+02:00"}       also "time"
 *     {"$type": "map[string]string", "$value": {"a": "b"}}
 *     {"$type": "[]interface {}", "$value": ["a"]}
 *     {"$type": "map[int][]float32", "$value": {"7": [0.5]}}
 *
 * Inside such a `$value` nothing needs wrapping, since the type says it all, but for values of
 * interface type. Maps with keys other than text, whole numbers and booleans are `[[key, value], …]`.
 *
 * A name from the application does not tell how the value is built, so `$wire` does: a Go type
 * expression. Structs and types that encode themselves are in `$types`, once, in the session:
 *
 *     {"level": {"$type": "example.com/shop.Level", "$wire": "int", "$value": 2},
 *      "cart": {"$type": "*shop.Cart", "$wire": "Cart", "$value": {"Items": [{"SKU": "A-1"}]}},
 *      "$types": {"Cart": {"struct": "Cart", "fields": [["Items", "[]Item"], ["Total", "float64"]]},
 *                 "Item": {"struct": "Item", "fields": [["SKU", "string"], ["Token", "Token"]]},
 *                 "Token": {"gob": "Token"}}}
 *
 * Fields that are not there are zero. An entry is a `struct`, a type that encodes itself through
 * `gob`, `binary` or `text`, or another name for a type (`{"is": "[]Node"}`); structs may recur.
 *
 * A gob that is no session of SCS's is `{"$gob": [{"$wire": "Type", "$value": …}, …]}` with the
 * values that it holds, and its `$types`.
 *
 * Bytes that have no text are `{"$bytes": "base64"}`: text that is not UTF-8, or what a type that
 * encodes itself wrote; where wrapped, `$bytes` stands in place of `$value`. A key that begins
 * with `$` has it doubled (`"$$ref"`), and a key that is not UTF-8 is `"$bytes:base64"`, so no key
 * of the session's own is ever taken for one of these.
 */
export const typedForm = {
  type: '$type',
  wire: '$wire',
  value: '$value',
  bytes: '$bytes',
  types: '$types',
  gob: '$gob',
} as const;

const bytesKey = '$bytes:';

/** Returns the key of an object for a key of the session's: for its text, or bytes without one. */
export function escapeKey(key: string | Buffer): string {
  if (typeof key !== 'string') return bytesKey + key.toString('base64');
  return key.startsWith('$') ? `$${key}` : key;
}

/** Returns the session's key for an object's key, or null if its `$` means nothing. */
export function unescapeKey(key: string): string | Buffer | null {
  if (!key.startsWith('$')) return key;
  if (key.startsWith('$$')) return key.slice(1);
  return key.startsWith(bytesKey) ? parseBase64(key.slice(bytesKey.length)) : null;
}

/** Wraps a value of any Go type, unless plain JSON says the same. `wire` gives the `$wire`, if any. */
export function wrap(name: string, value: Json, wire: () => string | null): Json {
  if (!isRaw(value) && naturalType(value) === name && !hasInexactWhole(value)) return value;
  const wrapped = newObject();
  wrapped['$type'] = name;
  const expression = wire();
  if (expression !== null) wrapped['$wire'] = expression;
  return withContent(wrapped, value);
}

/** Wraps a value that stands at the top of a gob, where it has no registered name. */
export function wrapTop(value: Json, wire: string): Json {
  const wrapped = newObject();
  wrapped['$wire'] = wire;
  return withContent(wrapped, value);
}

function withContent(wrapped: JsonObject, value: Json): JsonObject {
  if (isRaw(value)) wrapped['$bytes'] = value['$bytes'] ?? null;
  else wrapped['$value'] = value;
  return wrapped;
}

function isRaw(value: Json): value is JsonObject {
  return isObject(value) && Object.hasOwn(value, '$bytes');
}

/** Whole numbers past 2^53 look like integers once they are JSON text. */
function hasInexactWhole(value: Json): boolean {
  if (Array.isArray(value))
    return value.some((item) => typeof item === 'number' && hasInexactWhole(item));
  return typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
}
