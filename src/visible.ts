/**
 * Characters that can steer a terminal or hide in a text: controls (C0, DEL, C1), line and
 * paragraph separators, lone surrogates, and everything that Unicode calls default-ignorable
 * (bidi controls, zero-width characters, soft hyphen, tags, variation selectors, fillers).
 *
 * U+FE0F stays after a pictograph, where it does no more than ask for the emoji's own colours.
 */
export const unsafe =
  '(?!(?<=\\p{Extended_Pictographic})\\uFE0F)' +
  '[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}\\uFFF9-\\uFFFB]';

/**
 * Ranges of characters that are never unsafe, for use in a character class: most of Latin, Greek
 * and Cyrillic, punctuation such as `…`, kana, CJK and Hangul syllables. One cheap test then
 * settles most texts; the rest go through the exact one.
 */
export const safeRanges =
  '\\xa1-\\xac\\xae-\\u034e\\u0370-\\u061b\\u2010-\\u2027\\u2030-\\u205e\\u3041-\\u3163\\u3400-\\ud7a3';

/** Matches what takes a closer look. */
export const perhapsUnsafe = new RegExp(`[^\\x20-\\x7e${safeRanges}]`);

let exact: RegExp | undefined;

/**
 * Matches every character that must not reach a terminal as it is. To make it takes a millisecond, and
 * most runs need none.
 */
export const unsafeCharacters = (): RegExp => (exact ??= new RegExp(unsafe, 'gu'));

/**
 * Makes a message one line, whatever stands in the names that it quotes: what is unsafe comes out as
 * `\n`, `\x1b` or `\u202e`. Unlike an escape for data it leaves backslashes alone, so that a
 * message may go through it as often as it likes.
 */
export const oneLine = (message: string): string =>
  perhapsUnsafe.test(message) ? message.replace(unsafeCharacters(), visibleCharacter) : message;

/** Writes an unsafe character, or a backslash, so that it can be seen. */
export function visibleCharacter(character: string): string {
  switch (character) {
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
  }
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}
