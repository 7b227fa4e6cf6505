import type { BoundTable } from '../../layouts/contract.js';

/** `1,234` */
const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 row`, `1,234 rows` */
export const counted = (n: number, noun: string): string =>
  `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** A length of time in its largest unit: `45 d`, `3 h`; milliseconds. */
export function span(ms: number): string {
  const [unit, size] = units.find(([, length]) => ms >= length) ?? units[3];
  return `${grouped(Math.floor(ms / size))} ${unit}`;
}

/** `12.3 MB` */
export function size(bytes: number): string {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const scaled = bytes / 1000 ** power;
  return `${scaled.toFixed(power > 0 && scaled < 100 ? 1 : 0)} ${['B', 'kB', 'MB', 'GB', 'TB'][power] ?? ''}`;
}

/** A part of a whole: `12 %`, or `less than 1 %`. */
export function share(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  return percent > 0 && percent < 1 ? 'less than 1 %' : `${Math.round(percent)} %`;
}

/** Why there is no column of expiries to look at. */
export const noColumnOfEnds = ({ layout }: BoundTable): string =>
  layout.cell === null ? 'sessions do not run out' : 'each session’s end stands with it in a cell';
