import { unsafe, visibleCharacter } from '../../inside.js';

/** A backslash that a reader could take for the start of an escape, or an unsafe character. */
const escaped = new RegExp(`\\\\(?=[\\\\nrtxu]|${unsafe})|${unsafe}`, 'gu');

/**
 * Ranges of characters that are never unsafe, for use in a character class: most of Latin, Greek
 * and Cyrillic, punctuation such as `…`, kana, CJK and Hangul syllables. One cheap test then
 * settles most texts; the rest go through the exact one.
 */
export const safeRanges =
  '\\xa1-\\xac\\xae-\\u034e\\u0370-\\u061b\\u2010-\\u2027\\u2030-\\u205e\\u3041-\\u3163\\u3400-\\ud7a3';

const notPlain = new RegExp(`[^\\x20-\\x5b\\x5d-\\x7e${safeRanges}]`);

/**
 * Makes a hostile text visible, and harmless on a terminal and in line-oriented tools.
 *
 * Unsafe characters come out as `\n`, `\r`, `\t`, `\x1b`, `\u202e` or `\u{e0041}`. A backslash is
 * doubled only where what follows would make it read as one of these, so that `App\User` stays as
 * it is and yet no two texts look the same. The result holds no character that needs escaping.
 */
export function escapeText(text: string): string {
  return notPlain.test(text) ? text.replace(escaped, visibleCharacter) : text;
}

const escape = /\\(?:([\\nrt])|x([0-9a-f]{2})|u([0-9a-f]{4})|u\{([0-9a-f]{1,6})\})/g;
const letters: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r', t: '\t' };
const lastCodePoint = 0x10ffff;

/** The text that `escapeText` wrote so. */
export function unescapeText(text: string): string {
  return text.replace(
    escape,
    (whole, letter?: string, byte?: string, unit?: string, point?: string) => {
      if (letter !== undefined) return letters[letter] ?? whole;
      const code = parseInt(byte ?? unit ?? point ?? '', 16);
      return code <= lastCodePoint ? String.fromCodePoint(code) : whole;
    },
  );
}
