import {
  isoInstant,
  type ExpiryFormat,
  type FormatsOfDialect,
  type SqliteForm,
  type Stretch,
} from './contract.js';
import { textInstant } from './sqlite-text.js';

/**
 * SQLite columns hold any type in any row, whatever was declared: text with any offset, Julian
 * days, Unix seconds and Unix milliseconds stand side by side. So each row is read by what it is.
 *
 * Numbers are told apart by size: Julian days of the years 1 to 9999, Unix seconds from 1973 on,
 * Unix milliseconds from 1e11 (as in every format that a framework is known to write). Numbers in
 * between are nothing that we know.
 */
const julian = { first: 1721425.5, last: 5373484.5, epoch: 2440587.5 };
const seconds = { first: 1e8, below: 1e11 };
const milliseconds = { first: 1e11, below: 8.64e15 };
const dayMs = 86_400_000;

/** What SQLite reads as a date, less the forms that are not one (`12:30`, `now`, `2460000.5`). */
const dateShape = "'[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'";

const textMillis = (e: string): string => {
  // SQLite rounds fractions to the millisecond; a session's end is rounded down, so cut before.
  const cut = `CASE WHEN substr(${e}, 20, 5) GLOB '.[0-9][0-9][0-9][0-9]'
    THEN substr(${e}, 1, 23) || ltrim(substr(${e}, 24), '0123456789') ELSE ${e} END`;
  // date() turns 31 February into 2 March: such a text is not a date.
  return `CASE WHEN ${e} GLOB ${dateShape} AND date(substr(${e}, 1, 10)) = substr(${e}, 1, 10)
    THEN CAST(round((julianday(${cut}) - ${julian.epoch}) * ${dayMs}) AS INTEGER) END`;
};

const numberMillis = (e: string): string => `CASE
    WHEN ${e} BETWEEN ${julian.first} AND ${julian.last}
      THEN CAST(round((${e} - ${julian.epoch}) * ${dayMs}) AS INTEGER)
    WHEN ${e} >= ${seconds.first} AND ${e} < ${seconds.below} THEN CAST(${e} * 1000 AS INTEGER)
    WHEN ${e} >= ${milliseconds.first} AND ${e} < ${milliseconds.below} THEN CAST(${e} AS INTEGER)
    END`;

const millis = (e: string): string => `CASE typeof(${e})
  WHEN 'text' THEN ${textMillis(e)}
  WHEN 'real' THEN ${numberMillis(e)}
  WHEN 'integer' THEN ${numberMillis(e)} END`;

function stretches(cutoff: Date): Stretch[] {
  const ms = cutoff.getTime();
  // Text is in order of its local date; SQLite takes offsets up to 14:59, so an instant before the
  // cutoff has a local date at most 15 hours on.
  const lastLocalDate = new Date(Math.min(ms + 15 * 3_600_000, Date.UTC(9999, 11, 31)));
  const below = `${lastLocalDate.toISOString().slice(0, 10)}~`;
  return [
    { from: julian.first, below: ms / dayMs + julian.epoch },
    { from: seconds.first, below: Math.min(ms / 1000, seconds.below) },
    { from: milliseconds.first, below: Math.min(ms, milliseconds.below) },
    { from: '', below },
  ].filter(({ from, below }) => typeof from === 'string' || from < (below as number));
}

/** `YYYY-MM-DD HH:MM:SS.fff` */
const spaced = (expiry: Date): string => isoInstant(expiry).slice(0, 23).replace('T', ' ');

const same = (sql: string): string => sql;
const readAny = {
  zoneless: false,
  millis,
  fromText: textInstant,
  stretches,
  ordered: false,
  exact: false,
  carry: same,
  bound: same,
  write: same,
};

/** Any form is read, row by row; these are the ones that are written. */
const written: Record<SqliteForm, Pick<ExpiryFormat, 'name' | 'value'> & Partial<ExpiryFormat>> = {
  'space-offset': {
    name: 'instant as text (or number, row by row)',
    value: (expiry) => expiry && `${spaced(expiry)}+00:00`,
  },
  sequelize: {
    name: 'instant as text (or number, row by row)',
    value: (expiry) => expiry && `${spaced(expiry)} +00:00`,
  },
  iso: {
    name: 'instant as ISO text (or number, row by row)',
    value: (expiry) => expiry && isoInstant(expiry),
  },
  micros: {
    name: 'UTC as text (or number, row by row)',
    value: (expiry) => expiry && `${spaced(expiry)}000`,
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

export const sqliteForm = (form: SqliteForm): ExpiryFormat => ({ ...readAny, ...written[form] });

/** The format of a column by its declared type, which settles only what is written. */
export const sqliteExpiry: FormatsOfDialect = (type, { sqlite, integer }) => {
  if (sqlite === 'space-offset' && /real|doub|floa/.test(type)) return sqliteForm('julian');
  if (type.includes('int') && integer !== null) return sqliteForm(integer);
  return sqliteForm(sqlite);
};
