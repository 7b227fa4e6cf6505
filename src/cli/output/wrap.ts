import { startOf, widthOf } from './cut.js';

/**
 * Breaks an escaped text into lines of at most so many columns, between its words; a word that is
 * wider than a line is broken where the line ends. Nothing is left out.
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) > width && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** The parts of a word that fit a line; what does not fit the narrowest one stays whole. */
function pieces(word: string, width: number): string[] {
  const parts: string[] = [];
  let left = word;
  do {
    const part = startOf(left, width) || left;
    parts.push(part);
    left = left.slice(part.length);
  } while (left !== '');
  return parts;
}
