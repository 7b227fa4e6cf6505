import { cutText, widthOf } from '../output/cut.js';
import type { Paint, Palette } from '../output/palette.js';

/** A stretch of a line: an escaped text, and its paint. */
export interface Span {
  readonly text: string;
  readonly paint: Paint;
}
export type Line = readonly Span[];

/** A part of a screen, with a heading above. */
export interface Panel {
  readonly title: string;
  /** Behind the title, where there is room. */
  readonly note: string;
  /** Its lines, none wider than so many columns. */
  readonly lines: (width: number) => readonly Line[];
}

const gap = 3;
/** Wider ones would part a name from its number by too much. */
const widest = 64;

/** How many panels stand side by side. */
const columnsIn = (width: number): number => (width >= 112 ? 3 : width >= 72 ? 2 : 1);

/** Lays panels out side by side, as many as there is room for, with an empty line between their rows. */
export function layOutPanels(panels: readonly Panel[], width: number, palette: Palette): string {
  const columns = columnsIn(width);
  const each = Math.min(widest, Math.floor((width - gap * (columns - 1)) / columns));
  const rows: string[] = [];
  for (let first = 0; first < panels.length; first += columns) {
    const blocks = panels
      .slice(first, first + columns)
      .map((panel) => [heading(panel, each, palette), ...panel.lines(each)]);
    const height = Math.max(...blocks.map(({ length }) => length));
    const lines = Array.from({ length: height }, (_, i) =>
      sideBySide(
        blocks.map((block) => block[i] ?? []),
        each,
      ),
    );
    rows.push(lines.map((line) => `${line}\n`).join(''));
  }
  return rows.join('\n');
}

function heading({ title, note }: Panel, width: number, palette: Palette): Line {
  const room = width - widthOf(title) - 2;
  return [
    { text: cutText(title, width), paint: palette.heading },
    ...(note !== '' && room >= Math.min(widthOf(note), 12)
      ? [{ text: `  ${cutText(note, room)}`, paint: palette.faint }]
      : []),
  ];
}

/** Each line is filled up to its panel's width, but for what stands last. */
function sideBySide(lines: readonly Line[], width: number): string {
  let text = '';
  let missing = 0;
  for (const [i, line] of lines.entries()) {
    if (line.length > 0) text += ' '.repeat(missing);
    const used = line.reduce((sum, span) => sum + widthOf(span.text), 0);
    for (const span of line) text += span.paint(span.text);
    missing = (line.length > 0 ? 0 : missing) + width - used + (i < lines.length - 1 ? gap : 0);
  }
  return text.replace(/ +$/, '');
}
