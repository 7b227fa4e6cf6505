import type { Session } from '../../index.js';
import { escapeText } from './escape.js';

const shown = 8;
const shortest = 20;
const surrogate = /[\ud800-\udfff]/;

/**
 * The form of a token that may be shown: its first 8 characters and `…`.
 *
 * A token under 20 characters (code points) is returned whole, as is any where `reveal` is set.
 * The result is not escaped.
 */
export function maskToken(token: string, reveal: boolean): string {
  if (reveal || token.length < shortest) return token;
  if (!surrogate.test(token.slice(0, shortest))) return `${token.slice(0, shown)}…`;
  // Twice as many units hold at least `shortest` code points, whatever the rest is.
  const points = Array.from(token.slice(0, 2 * shortest));
  return points.length < shortest ? token : `${points.slice(0, shown).join('')}…`;
}

/** A session's token as a line of text may show it; what stands for bytes needs no escaping. */
export function tokenText({ token, tokenIsBytes }: Session, reveal: boolean): string {
  const shown = maskToken(token, reveal);
  return tokenIsBytes ? shown : escapeText(shown);
}
