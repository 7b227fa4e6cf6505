import { safeRanges, unsafe, visibleCharacter } from '../../inside.js';

let exact: RegExp | undefined;

/** Matches a backslash that a reader could take for the start of an escape, or an unsafe character. */
const escaped = (): RegExp =>
  (exact ??= new RegExp(`\\\\(?=[\\\\nrtxu]|${unsafe})|${unsafe}`, 'gu'));

const notPlain = new RegExp(`[^\\x20-\\x5b\\x5d-\\x7e${safeRanges}]`);

/**
 * Makes a hostile text visible, and harmless on a terminal and in line-oriented tools.
 *
 * Unsafe characters come out as `\n`, `\r`, `\t`, `\x1b`, `\u202e` or `\u{e0041}`. A backslash is
 * doubled only where what follows would make it read as one of these, so that `App\User` stays as
 * it is and yet no two texts look the same. The result holds no character that needs escaping.
 */
export function escapeText(text: string): string {
  return notPlain.test(text) ? text.replace(escaped(), visibleCharacter) : text;
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
