import type { Json } from '../../session.js';
import { parseJson } from '../json-text.js';
import { undecodable } from './failure.js';

/** Fewer lists and objects than this are read whatever the payload's length. */
const compoundsAlways = 1_000_000;

/**
 * Reads JSON text that stands inside another format.
 *
 * `size` is the payload's length: text that was much shorter on the way may not hold more lists
 * and objects than a payload of that size has.
 */
export function readJson(text: string, format: string, size: number): Json {
  let compounds = compoundsAlways + size;
  for (let i = 0; i < text.length && compounds >= 0; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x5b || c === 0x7b) compounds--;
  }
  if (compounds < 0) throw undecodable(format, size, 'more values than a payload of its size has');
  return readPlainJson(text, format);
}

/** Reads JSON text that is as long as its payload. */
export function readPlainJson(text: string, format: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    const what = error instanceof SyntaxError ? error.message : 'it is not JSON';
    const at = /^(.*) at character (\d+)$/.exec(what);
    throw undecodable(format, Number(at?.[2] ?? 0), at?.[1] ?? what);
  }
}
