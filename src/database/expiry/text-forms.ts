import { isoInstant } from './contract.js';

/** `YYYY-MM-DD HH:MM:SS.fff` */
export const spaced = (expiry: Date): string => isoInstant(expiry).slice(0, 23).replace('T', ' ');

/** How an instant is written as text, by the forms that frameworks have. */
export const textForms = {
  'space-offset': (expiry: Date): string => `${spaced(expiry)}+00:00`,
  sequelize: (expiry: Date): string => `${spaced(expiry)} +00:00`,
  iso: isoInstant,
  micros: (expiry: Date): string => `${spaced(expiry)}000`,
};
export type TextForm = keyof typeof textForms;

export const isTextForm = (name: string): name is TextForm => Object.hasOwn(textForms, name);

/** The form in which a date was written. */
export function textFormOf(text: string): TextForm {
  if (text.includes('T')) return 'iso';
  if (!text.endsWith('+00:00')) return 'micros';
  return text.includes(' +') ? 'sequelize' : 'space-offset';
}

/**
 * Numbers that stand in a column of texts: of instants from September 2001 to the year 2286 alone, as
 * only those have so many digits, and so stand in the order of their instants in any collation.
 */
export const digits = { seconds: 10, milliseconds: 13 } as const;
export type TextNumber = keyof typeof digits;

export const isTextNumber = (name: string): name is TextNumber => Object.hasOwn(digits, name);

/** How many milliseconds each counts. */
export const unitMs = { seconds: 1000, milliseconds: 1 } as const;

const dayMs = 86_400_000;
/** How far east of UTC a local time may be. */
const furthestMs = 15 * 3_600_000;

/**
 * The texts, in their own order, among which are all that say an instant before the cutoff: of days
 * up to the one that it is at most anywhere. Only digits decide, so any collation will do.
 */
export function textStretch(cutoff: Date): { from: string; below: string } {
  const last = Math.min(cutoff.getTime() + furthestMs, Date.UTC(9999, 11, 31) - dayMs);
  return { from: '0001-01-01', below: new Date(last + dayMs).toISOString().slice(0, 10) };
}
