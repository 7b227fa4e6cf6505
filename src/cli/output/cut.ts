import stringWidth from 'string-width';

/** Anything but ASCII, most of Latin and the `…` of cut texts: characters of one column each. */
const notPlain = /[^\x20-\x7e\xa1-\xac\xae-\u02ff\u2026]/;
const graphemes = new Intl.Segmenter();

/** The columns that an escaped text takes on a terminal. */
export function widthOf(text: string): number {
  return notPlain.test(text) ? stringWidth(text) : text.length;
}

/**
 * Cuts an escaped text to a number of columns, with `…` as the last where something is missing.
 *
 * The work is bounded by the width, however long the text is.
 */
export function cutText(text: string, width: number): string {
  if (startOf(text, width) === text) return text;
  return width < 1 ? '' : `${startOf(text, width - 1)}…`;
}

/** The start of an escaped text that takes no more than a number of columns; bounded likewise. */
export function startOf(text: string, width: number): string {
  // A visible character is a column at least; combining marks come on top, within reason.
  const start = text.slice(0, width * 8 + 16);
  if (start.length === text.length && widthOf(start) <= width) return start;

  let kept = '';
  let used = 0;
  for (const { segment } of graphemes.segment(start)) {
    used += widthOf(segment);
    if (used > width) break;
    kept += segment;
  }
  // A slice may have gone through the middle of a pair.
  return kept.replace(/[\ud800-\udbff]$/, '');
}
