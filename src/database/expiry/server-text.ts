import type { ExpiryFormat, InstantForm } from './contract.js';
import {
  digits,
  isTextForm,
  isTextNumber,
  textForms,
  textStretch,
  unitMs,
  type TextNumber,
} from './text-forms.js';

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

/** What a dialect says of texts. */
export interface TextColumn {
  /** SQL for the milliseconds of a date. */
  readonly millis: (text: string) => string;
  readonly matches: (text: string, pattern: string) => string;
  /** SQL for the number of a text of digits. */
  readonly whole: (text: string) => string;
}

const common = {
  zoneless: false,
  never: null,
  fromText: null,
  ordered: false,
  exact: false,
  carry: same,
  bound: same,
  write: same,
};

/**
 * Instants as text on a server, which has types for them: a table that somebody made by hand, or an
 * adapter that serves every database alike. Dates without an offset are UTC. Null for forms that mean
 * another zone, and where a framework is known to write none.
 */
export function serverText(
  { toldBy = 'framework', sqlite, naive }: InstantForm,
  column: TextColumn,
): ExpiryFormat | null {
  if (toldBy === 'framework') return null;
  if (isTextNumber(sqlite)) return numbersAsText(sqlite, column);
  if (naive === 'connection' || !isTextForm(sqlite)) return null;
  const form = textForms[sqlite];
  return {
    ...common,
    name: 'instant as text',
    millis: column.millis,
    stretches: (cutoff) => [textStretch(cutoff)],
    value: (expiry) => expiry && form(expiry),
  };
}

function numbersAsText(unit: TextNumber, { matches, whole }: TextColumn): ExpiryFormat {
  const first = 10 ** (digits[unit] - 1);
  const count = (instant: Date): number => Math.ceil(instant.getTime() / unitMs[unit]);
  return {
    ...common,
    name: `Unix ${unit} as text`,
    millis: (text) =>
      `CASE WHEN ${matches(text, `^[1-9][0-9]{${digits[unit] - 1}}$`)} THEN ${whole(text)} * ${unitMs[unit]} END`,
    stretches: (cutoff) => {
      const below = Math.min(count(cutoff), 10 * first - 1);
      return below > first ? [{ from: String(first), below: String(below) }] : [];
    },
    value: (expiry) => expiry && String(count(expiry)),
  };
}
