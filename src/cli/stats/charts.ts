import type { Stretch } from '../../index.js';
import { drawBars } from '../output/bars.js';
import type { Palette } from '../output/palette.js';
import { counted, grouped } from '../text.js';
import type { Line, Panel } from './panels.js';

const dayMs = 86_400_000;
/** A bar is so many columns wide at the most. */
const widestBar = 2;

/**
 * Instants as bars side by side, a stretch of time each, with the first and the last time below. What
 * lies before now is faint where not all of it does.
 */
export function chartPanel(
  title: string,
  stretches: readonly Stretch[],
  now: Date,
  palette: Palette,
  unicode: boolean,
): Panel {
  const length = Math.min(...stretches.map(lengthOf));
  const counts = stretches.map(({ sessions }) => sessions);
  const past = stretches.filter(({ until }) => until <= now).length;
  const isMixed = past < stretches.length - 1;
  const lines = (width: number): Line[] => {
    const each = Math.max(1, Math.min(widestBar, Math.floor(width / stretches.length)));
    const bars = Array.from(drawBars(counts, unicode)).map((bar) => bar.repeat(each));
    return [
      [
        { text: bars.slice(0, past).join(''), paint: isMixed ? palette.faint : palette.token },
        { text: bars.slice(past).join(''), paint: palette.token },
      ],
      [{ text: axis(stretches, length, bars.length * each, now), paint: palette.faint }],
    ];
  };
  const highest = grouped(Math.max(...counts));
  return {
    title: length < dayMs ? `${title}, UTC` : title,
    note: `${lengthText(length)} a bar, up to ${highest}`,
    lines,
  };
}

const units = [
  ['year', 364 * dayMs],
  ['week', 7 * dayMs],
  ['day', dayMs],
  ['hour', dayMs / 24],
] as const;

/** `2 days`, `15 min` */
function lengthText(length: number): string {
  const [unit, ms] = units.find(([, size]) => length % size === 0) ?? [null, 0];
  return unit === null ? `${length / 60_000} min` : counted(length / ms, unit);
}

const lengthOf = ({ from, until }: Stretch): number => until.getTime() - from.getTime();

/** The first and the last time; that of an end which is longer than the others, with how far it goes. */
function axis(stretches: readonly Stretch[], length: number, width: number, now: Date): string {
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (!first || !last) return '';
  const date = (at: Date): string => dateText(at, length, now);
  const start = lengthOf(first) > length ? `${date(first.from)} …` : date(first.from);
  if (first === last) return start;
  const end = lengthOf(last) > length ? `… ${date(last.until)}` : date(last.from);
  return `${start}${' '.repeat(Math.max(1, width - start.length - end.length))}${end}`;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `26 Nov`, with the hour where bars are shorter than a day, and with another year than this. */
function dateText(at: Date, length: number, now: Date): string {
  const iso = at.toISOString();
  const day = `${at.getUTCDate()} ${months[at.getUTCMonth()] ?? ''}`;
  const year = at.getUTCFullYear() === now.getUTCFullYear() ? '' : ` ${at.getUTCFullYear()}`;
  return length < dayMs ? `${day}${year} ${iso.slice(11, 16)}` : `${day}${year}`;
}
