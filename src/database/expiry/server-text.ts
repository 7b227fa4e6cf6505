import type { ExpiryFormat, InstantForm } from './contract.js';
import { isTextForm, textForms, textStretch } from './text-forms.js';

/** The days that there are: what is no date must not reach a server's own functions, which fail on it. */
const days = [
  '[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])',
  '[0-9]{4}-(?:0[13-9]|1[0-2])-(?:29|30)',
  '[0-9]{4}-(?:0[13578]|1[02])-31',
  '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29',
].join('|');
const clock = '(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,9})?)?';
const zone = '(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])';

/**
 * The texts that are read, as SQLite reads them: a date, with a time of day, with a zone. Patterns
 * have no backslash, which MySQL may take for one of its own.
 */
export const datePattern = `^(?:${days})(?:[T ]${clock}(?: ?${zone})?)?$`;
/** The time of day in it, cut to the millisecond. */
export const clockPattern = '[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,3})?)?';
/** The offset at its end. */
export const zonePattern = '[+-][0-9]{2}:[0-9]{2}$';

const same = (sql: string): string => sql;

/**
 * Dates as text on a server, which has types for them: a table that somebody made by hand. Without
 * an offset they are UTC. Null for forms that are no text, or mean another zone.
 */
export function serverText(
  { toldBy = 'framework', sqlite, naive }: InstantForm,
  millis: (text: string) => string,
): ExpiryFormat | null {
  if (toldBy === 'framework' || naive !== 'utc' || !isTextForm(sqlite)) return null;
  const form = textForms[sqlite];
  return {
    name: 'instant as text',
    zoneless: false,
    millis,
    never: null,
    fromText: null,
    stretches: (cutoff) => [textStretch(cutoff)],
    ordered: false,
    exact: false,
    carry: same,
    bound: same,
    write: same,
    value: (expiry) => expiry && form(expiry),
  };
}
