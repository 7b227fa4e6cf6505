import Table from 'cli-table3';

import { cutText, widthOf } from './cut.js';
import { fitWidths } from './fit.js';
import { createPalette, type Palette } from './palette.js';
import type { Renderer, RenderOptions } from '../formats/contract.js';
import { type Cell, columnsOf, type TableColumn } from './table-columns.js';

const gap = '  ';
/** cli-table3's time grows with the square of the rows, so a long table is laid out in parts. */
const page = 50;

/** No lines at all: the gap is enough, and what is copied from the table is clean. */
const chars = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: gap,
};

/**
 * `table`: aligned columns under a heading, cut to the terminal's width; nothing where there are
 * no rows.
 *
 * The one format that holds its rows until the end, so the caller limits them.
 */
export async function createTable(options: RenderOptions): Promise<Renderer> {
  const palette = await createPalette(options.color);
  const columns = columnsOf(options, palette);
  const rows: Cell[][] = [];
  return {
    begin: () => '',
    rows(sessions) {
      for (const session of sessions) rows.push(columns.map((column) => column.cell(session)));
      return [];
    },
    end: () => (rows.length === 0 ? '' : drawTable(columns, rows, palette, options.width)),
  };
}

/** Lays rows of cells out under the headings of their columns. */
export function drawTable(
  columns: readonly Omit<TableColumn, 'cell'>[],
  rows: readonly Cell[][],
  palette: Palette,
  width: number | null,
): string {
  const heading = columns.map(({ title }): Cell => ({ text: title, paint: palette.heading }));
  const lines = [heading, ...rows];
  const demands = columns.map(({ most, ...demand }, index) => {
    const widest = lines.reduce((max, line) => Math.max(max, widthOf(line[index]?.text ?? '')), 0);
    return { ...demand, natural: width === null ? widest : Math.min(widest, most) };
  });
  const widths = fitWidths(demands, width ?? Infinity, gap.length);
  const fitted = lines.map((line) =>
    line
      .map(({ text, paint }, index): Cell => ({ text: cutText(text, widths[index] ?? 0), paint }))
      .filter((_, index) => widths[index] !== 0),
  );
  const colWidths = widths.filter((each) => each > 0);
  const colAligns = columns.filter((_, index) => widths[index] !== 0).map(({ align }) => align);
  let text = '';
  for (let start = 0; start < fitted.length; start += page) {
    text += align(fitted.slice(start, start + page), colWidths, colAligns);
  }
  return text;
}

/**
 * Lays out cells that fit their columns.
 *
 * cli-table3 is not given the cells themselves, but for each a stand-in: a `#` for each terminal
 * column that the cell takes. Its own measure (string-width 4) knows neither the emoji nor the
 * scripts of the last years, so that such a cell would push the rest of its row out of line, and it
 * takes no other measure. A row of `#` measures the same by every Unicode. When the lines stand, the
 * cells take the places of their stand-ins, in order, and with their colours.
 */
function align(
  lines: readonly Cell[][],
  colWidths: number[],
  colAligns: ('left' | 'right')[],
): string {
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };
  const table = new Table({ chars, style, colWidths, colAligns });
  for (const line of lines) table.push(line.map(({ text }) => '#'.repeat(widthOf(text))));

  const cells = lines.flat().filter(({ text }) => widthOf(text) > 0);
  let next = 0;
  const filled = table.toString().replace(/#+/g, () => {
    const cell = cells[next++];
    return cell === undefined ? '' : cell.paint(cell.text);
  });
  return `${filled.replace(/ +$/gm, '')}\n`;
}
