import { drawLength } from '../output/bars.js';
import { cutText, widthOf } from '../output/cut.js';
import type { Palette } from '../output/palette.js';
import { grouped } from '../text.js';
import type { Line, Panel } from './panels.js';

/** One line of a list: what it is, how many sessions have it, and what else is worth a word. */
export interface Entry {
  /** Escaped. */
  readonly name: string;
  readonly sessions: number;
  readonly also: string;
}

const gap = '  ';
/** A name that is cut below this says nothing. */
const shortestName = 14;
const shortestBar = 4;
const longestBar = 16;

/** A list of what the most sessions have in common, with bars where there is room for them. */
export function listPanel(
  title: string,
  note: string,
  entries: readonly Entry[],
  palette: Palette,
  unicode: boolean,
): Panel {
  const largest = Math.max(...entries.map(({ sessions }) => sessions));
  const counts = Math.max(...entries.map(({ sessions }) => grouped(sessions).length));
  const alsos = Math.max(...entries.map(({ also }) => also.length));
  const names = Math.max(...entries.map(({ name }) => widthOf(name)));

  const lines = (width: number): Line[] => {
    let room = width - counts - gap.length;
    const take = (size: number): boolean => {
      const fits = room - size - gap.length >= Math.min(names, shortestName);
      if (fits) room -= size + gap.length;
      return fits;
    };
    const showsAlso = alsos > 0 && take(alsos);
    const spare = room - names - gap.length;
    const bar = Math.min(longestBar, spare >= shortestBar ? spare : 0);
    const nameWidth = Math.min(names, room);
    return entries.map(({ name, sessions, also }) => {
      const shown = cutText(name, nameWidth);
      const filled = shown + ' '.repeat(nameWidth - widthOf(shown));
      return [
        { text: `${filled}${gap}`, paint: palette.plain },
        { text: grouped(sessions).padStart(counts), paint: palette.plain },
        ...(showsAlso ? [{ text: `${gap}${also.padEnd(alsos)}`, paint: palette.faint }] : []),
        ...(bar > 0
          ? [{ text: gap + drawLength(sessions, largest, bar, unicode), paint: palette.token }]
          : []),
      ];
    });
  };
  return { title, note, lines };
}
