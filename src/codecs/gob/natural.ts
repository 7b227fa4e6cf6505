import type { Json } from '../../session.js';
import { int64, uint64Max } from '../reading/whole.js';

/**
 * Returns the Go type that plain JSON is written as; an empty string where gob has none for it.
 *
 * Whole numbers are `int`, beyond int64 `uint64`; others `float64` (and so are whole ones that
 * are not exact any more). Arrays of one kind of thing are slices of it, an empty one `[]string`,
 * others `[]interface {}`. null is `nil`, and an object with a `$type` is `typed`.
 */
export function naturalType(json: Json | undefined): string {
  if (json === null) return 'nil';
  if (Array.isArray(json)) return naturalSlice(json);
  switch (typeof json) {
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    case 'number':
      return Number.isSafeInteger(json) ? 'int' : 'float64';
    case 'bigint':
      if (json >= int64.min && json <= int64.max) return 'int';
      return json > 0n && json <= uint64Max ? 'uint64' : '';
    case 'object':
      return Object.hasOwn(json, '$type') ? 'typed' : 'map[string]interface {}';
    default:
      return '';
  }
}

function naturalSlice(values: readonly Json[]): string {
  const first = values[0];
  if (first === undefined) return '[]string';
  const kind = typeof first;
  if (kind === 'string' || kind === 'boolean') {
    const isUniform = values.every((value) => typeof value === kind);
    return isUniform ? `[]${kind === 'string' ? 'string' : 'bool'}` : '[]interface {}';
  }
  if (kind !== 'number' && kind !== 'bigint') return '[]interface {}';
  return naturalNumbers(values);
}

function naturalNumbers(values: readonly Json[]): string {
  let hasFraction = false;
  let hasNegative = false;
  let hasLarge = false;
  let hasInexact = false;
  for (const value of values) {
    if (typeof value !== 'number' && typeof value !== 'bigint') return '[]interface {}';
    const type = naturalType(value);
    if (type === 'float64') hasFraction = true;
    else if (type === 'uint64') hasLarge = true;
    else if (type === '') return '';
    if (typeof value === 'bigint' && BigInt(Number(value)) !== value) hasInexact = true;
    if (value < 0) hasNegative = true;
  }
  if (hasFraction) return hasInexact ? '[]interface {}' : '[]float64';
  if (hasLarge) return hasNegative ? '[]interface {}' : '[]uint64';
  return '[]int';
}
