import {
  instants,
  type ExpiryFormat,
  type FormatsOfDialect,
  type InstantForm,
  type SqliteForm,
  type Stretch,
} from '../expiry/contract.js';
import { textInstant } from './text-instant.js';
import {
  digits,
  isTextForm,
  isTextNumber,
  spaced,
  textForms,
  textStretch,
  unitMs,
  type TextNumber,
} from '../expiry/text-forms.js';
import { firstSecond, threshold } from '../expiry/whole-numbers.js';

/**
 * SQLite columns hold any type in any row, whatever was declared: text with any offset, Julian
 * days, Unix seconds and Unix milliseconds stand side by side. So each row is read by what it is.
 *
 * Numbers are told apart by size: Julian days of the years 1 to 9999, Unix seconds from 1973 to 9999,
 * Unix milliseconds of more than those. Numbers in between are nothing that we know. Where a form
 * was named, numbers of the others are no instants.
 */
const julianEpoch = 2440587.5;
const dayMs = 86_400_000;
const numbers: Record<NumberForm, NumberRange> = {
  julian: {
    first: 1721425.5,
    below: 5373484.5,
    of: (ms) => ms / dayMs + julianEpoch,
    millis: (e) => `CAST(round((${e} - ${julianEpoch}) * ${dayMs}) AS INTEGER)`,
  },
  seconds: {
    first: firstSecond,
    below: threshold,
    of: (ms) => ms / 1000,
    millis: (e) => `CAST(${e} * 1000 AS INTEGER)`,
  },
  milliseconds: {
    first: threshold,
    below: instants.below,
    of: (ms) => ms,
    millis: (e) => `CAST(${e} AS INTEGER)`,
  },
};
type NumberForm = 'julian' | 'seconds' | 'milliseconds';
interface NumberRange {
  readonly first: number;
  readonly below: number;
  /** The number of an instant in milliseconds. */
  readonly of: (ms: number) => number;
  readonly millis: (column: string) => string;
}

/** What SQLite reads as a date, less the forms that are not one (`12:30`, `now`, `2460000.5`). */
const dateShape = "'[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'";

const textMillis = (e: string, units: readonly TextNumber[]): string => {
  // SQLite rounds fractions to the millisecond; a session's end is rounded down, so cut before.
  const cut = `CASE WHEN substr(${e}, 20, 5) GLOB '.[0-9][0-9][0-9][0-9]'
    THEN substr(${e}, 1, 23) || ltrim(substr(${e}, 24), '0123456789') ELSE ${e} END`;
  const number = units.map(
    (unit) => `WHEN ${e} GLOB '[1-9]${'[0-9]'.repeat(digits[unit] - 1)}'
    THEN CAST(${e} AS INTEGER) * ${unitMs[unit]}`,
  );
  // date() turns 31 February into 2 March: such a text is not a date.
  return `CASE WHEN ${e} GLOB ${dateShape} AND date(substr(${e}, 1, 10)) = substr(${e}, 1, 10)
    AND ${e} >= '0001' THEN CAST(round((julianday(${cut}) - ${julianEpoch}) * ${dayMs}) AS INTEGER)
    ${number.join('\n    ')} END`;
};

const millisOf =
  (forms: readonly NumberForm[], asText: boolean) =>
  (e: string): string => {
    const number = forms.map((form) => {
      const { first, below, millis } = numbers[form];
      return `WHEN ${e} >= ${first} AND ${e} < ${below} THEN ${millis(e)}`;
    });
    const numberMillis = number.length === 0 ? 'NULL' : `CASE ${number.join('\n    ')} END`;
    return `CASE typeof(${e})
  WHEN 'text' THEN ${textMillis(e, asText ? forms.filter(isTextNumber) : [])}
  WHEN 'real' THEN ${numberMillis}
  WHEN 'integer' THEN ${numberMillis} END`;
  };

const stretchesOf =
  (forms: readonly NumberForm[]) =>
  (cutoff: Date): Stretch[] => [
    ...forms
      .map((form) => numbers[form])
      .map(({ first, below, of }) => ({
        from: first,
        below: Math.min(of(cutoff.getTime()), below),
      }))
      .filter(({ from, below }) => from < below),
    // The numbers of instants before 2033 that stand as text begin with a 1, before any date that is left.
    cutoff.getTime() < 2e12 ? textStretch(cutoff) : { from: '0001-01-01', below: ':' },
  ];

const same = (sql: string): string => sql;
const reading = (forms: readonly NumberForm[], asText: boolean) => ({
  zoneless: false,
  millis: millisOf(forms, asText),
  never: null,
  fromText: textInstant,
  stretches: stretchesOf(forms),
  ordered: false,
  exact: false,
  carry: same,
  bound: same,
  write: same,
});

/** Any form is read, row by row; these are the ones that are written. */
const written: Record<SqliteForm, Pick<ExpiryFormat, 'name' | 'value'> & Partial<ExpiryFormat>> = {
  'space-offset': {
    name: 'instant as text (or number, row by row)',
    value: (expiry) => expiry && textForms['space-offset'](expiry),
  },
  sequelize: {
    name: 'instant as text (or number, row by row)',
    value: (expiry) => expiry && textForms.sequelize(expiry),
  },
  iso: {
    name: 'instant as ISO text (or number, row by row)',
    value: (expiry) => expiry && textForms.iso(expiry),
  },
  micros: {
    name: 'UTC as text (or number, row by row)',
    // A text with no offset is in the zone that its writer meant.
    zoneless: true,
    value: (expiry) => expiry && textForms.micros(expiry),
  },
  julian: {
    name: 'Julian day (or text, row by row)',
    write: (placeholder) => `julianday(${placeholder})`,
    value: (expiry) => expiry && `${spaced(expiry)}+00:00`,
  },
  seconds: {
    name: 'Unix seconds (or other forms, row by row)',
    value: (expiry) => expiry && Math.ceil(expiry.getTime() / 1000),
  },
  milliseconds: {
    name: 'Unix milliseconds (or other forms, row by row)',
    value: (expiry) => expiry?.getTime() ?? null,
  },
};

const anyNumber = reading(['julian', 'seconds', 'milliseconds'], false);
const anyNumberOrItsText = reading(['julian', 'seconds', 'milliseconds'], true);

/** A framework is known to write its form and, with the years, other types; no number as text. */
export const sqliteForm = (
  form: SqliteForm,
  toldBy: InstantForm['toldBy'] = 'framework',
): ExpiryFormat => ({
  ...readingAs(form, toldBy),
  ...written[form],
});

/** Of what somebody named, numbers of another form are no instants. */
const readingAs = (form: SqliteForm, toldBy: InstantForm['toldBy']) => {
  if (toldBy === 'name') return reading(isTextForm(form) ? [] : [form], true);
  return toldBy === 'rows' ? anyNumberOrItsText : anyNumber;
};

/** The format of a column by its declared type, which settles only what is written. */
export const sqliteExpiry: FormatsOfDialect = (type, { sqlite, integer, toldBy }) => {
  if (sqlite === 'space-offset' && /real|doub|floa/.test(type)) return sqliteForm('julian', toldBy);
  if (toldBy === 'name') return sqliteForm(sqlite, toldBy);
  if (type.includes('int') && integer !== null && integer !== 'untold')
    return sqliteForm(integer, toldBy);
  return sqliteForm(sqlite, toldBy);
};
