import { startOf, widthOf } from './cut.js';

/**
 * Breaks an escaped text into lines of at most so many columns, between its words; a word that is
 * wider than a line is broken where the line ends, unless such words are to stay whole. Nothing is
 * left out.
 */
export function wrapText(text: string, width: number, { wholeWords = false } = {}): string[] {
  const lines: string[] = [];
  let line = '';
  const words = text.split(' ');
  for (const word of wholeWords ? words : words.flatMap((one) => pieces(one, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) > width && line !== '') {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

const indent = '  ';

/** The same as one text, in which what goes on stands to the right of where it begins. */
export function hanging(text: string, width: number, how: { wholeWords?: boolean } = {}): string {
  const [margin = ''] = /^ */.exec(text) ?? [];
  const lines = wrapText(text.slice(margin.length), width - margin.length - indent.length, how);
  return margin + lines.join(`\n${margin}${indent}`);
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
