import { isUtf8 } from 'node:buffer';
import { randomBytes, randomUUID } from 'node:crypto';
import type { Column } from '../database/table.js';
import type { Dialect } from '../database/contract.js';
import { SessionAdminError } from '../errors.js';
import type { KeyTransformName } from './transforms.js';

type Bind = (value: unknown) => string;
type KeyValue = string | Buffer;

/** How the framework makes its keys. */
export interface KeyRule {
  /** Makes a session's id as the framework does: what its cookie carries. */
  readonly generate: () => string;
  /**
   * Makes one as a key that is there, where the server's settings choose what keys look like and the
   * application takes no others; null where it is of none of its forms.
   */
  readonly like: ((key: string) => string | null) | null;
  /** The key under which the session of an id is stored; a stored key stays as it is. */
  readonly ofId: (id: string, prefix: string) => string;
  /** How the key follows from the id where nothing tells the two apart; null where `ofId` says it. */
  readonly transform: KeyTransformName | null;
  /** What keys usually begin with, up to a colon, where applications choose it; null where they do not. */
  readonly prefix: string | null;
  /** The key where the application chose to store hashes; null where there is no such choice. */
  readonly hashed: KeyTransformName | null;
  /** Whether they are the numbers that the database gives its rows. */
  readonly counted: boolean;
  /** Whether ids are text where the column holds bytes, too. */
  readonly isText: boolean;
  /** What its keys look like, and hardly any others; null where that does not tell them. */
  readonly form: RegExp | null;
  /** Whether the framework itself makes the column unique. */
  readonly unique: boolean;
}

/** What a table's keys are: each key stands before people, and in the library, as a text. */
export interface Key {
  readonly kind: 'text' | 'bytes' | 'uuid' | 'whole';
  /**
   * Whether a text of the form `\x` and hexadecimal digits stands for bytes: `all` do in a column of
   * bytes, `none` in a column of text; SQLite's columns of text hold bytes in `some` rows.
   */
  readonly hex: 'all' | 'some' | 'none';
  /** SQL that reads it: with all its digits, without padding. */
  readonly read: string;
  /** The text of a stored key; null where it is NULL, or nothing that could be a key. */
  readonly print: (stored: unknown) => string | null;
  /** Whether the text of a stored key is that of bytes, and not the key itself. */
  readonly isHex: (stored: unknown, text: string) => boolean;
  /** The texts under which the keys are shown that a text means, the likeliest first. */
  readonly forms: (text: string) => string[];
  /** The beginning of such texts that a beginning means. */
  readonly prefix: (text: string) => string;
  /** The condition that a row has one of the keys that these texts mean, and no other. */
  readonly holds: (texts: readonly string[], bind: Bind) => string;
  /** The condition that a row has one of these keys, as the database gave them; NULL is one too. */
  readonly is: (stored: readonly unknown[], bind: Bind) => string;
  /**
   * The condition that a key's text begins so. Where `hex` is not `none` others may pass too: the
   * text decides.
   */
  readonly startsWith: (prefix: string, bind: Bind) => string;
  /** What is bound for the key that a text means, and the SQL that makes the key of it. */
  readonly value: (text: string) => string;
  readonly write: (expression: string) => string;
  /**
   * Makes a new one, as the table's others are, or else the framework's. Throws `INVALID_ARGUMENT`
   * where the database counts them.
   */
  readonly generate: (rule: Pick<KeyRule, 'generate' | 'like' | 'isText' | 'transform'>) => string;
}

/** The keys in a column; `sample` is one of them as the driver gives it, null where there is none. */
export function keyIn(column: Column, dialect: Dialect, sample: unknown = null): Key {
  const { type } = column;
  const sql = dialect.quote(column.name);
  const kind = kindOf(type, dialect, sample);
  const hex = hexIn(type, kind, dialect);
  const print = (stored: unknown): string | null => printed(stored, hex);
  const parse = (text: string): KeyValue[] => parsed(text, kind, hex, dialect);
  const prefix = (text: string): string =>
    kind === 'uuid'
      ? dashed(text)
      : hex !== 'none' && hexDigits.test(text)
        ? text.toLowerCase()
        : text;
  return {
    kind,
    hex,
    read: dialect.asWritten(sql, type),
    print,
    isHex: (stored, text) =>
      hex !== 'none' && text.startsWith('\\x') && (hex === 'all' || typeof stored !== 'string'),
    forms: (text) => parse(text).flatMap((value) => print(value) ?? []),
    prefix,
    holds: (texts, bind) => dialect.holds(sql, type, texts.flatMap(parse), bind),
    is: (stored, bind) => {
      const there = stored.filter((value) => value !== null && value !== undefined);
      const conditions = [
        ...(there.length > 0 ? [dialect.holds(sql, type, there.map(asGiven), bind)] : []),
        ...(there.length < stored.length ? [`${sql} IS NULL`] : []),
      ];
      return conditions.length === 1 ? (conditions[0] ?? '') : `(${conditions.join(' OR ')})`;
    },
    startsWith: (given, bind) => {
      const text = prefix(given);
      const plain = (): string => dialect.startsWith(sql, type, bind(text), text);
      if (hex === 'none') return plain();
      const start = hexDigits.test(text)
        ? Buffer.from(text.slice(2, text.length & ~1), 'hex')
        : Buffer.from(text);
      const asBytes = dialect.startsWithBytes(sql, type, bind(start), start.length);
      return hex === 'all' ? asBytes : `(${plain()} OR (${asBytes}))`;
    },
    ...writing(kind, hex, type, dialect),
    generate: ({ generate, like, isText, transform }) => {
      // The keys that are there are no ids.
      if (transform !== null) return generate();
      if (kind === 'uuid') return randomUUID();
      if (kind === 'whole') {
        throw new SessionAdminError(
          'INVALID_ARGUMENT',
          `the column ${column.name} holds whole numbers, which the database counts: give the token itself`,
        );
      }
      const length = kind === 'bytes' ? lengthLike(type, sample, isText) : null;
      if (length !== null) return textOf(randomBytes(length));
      return like?.(print(sample) ?? '') ?? generate();
    },
  };
}

function kindOf(type: string, { looseTypes }: Dialect, sample: unknown): Key['kind'] {
  // Such types say what is usual, and rows what is there.
  if (looseTypes && sample !== null && sample !== undefined)
    return Buffer.isBuffer(sample) ? 'bytes' : typeof sample === 'string' ? 'text' : 'whole';
  if (type === 'uuid' && !looseTypes) return 'uuid';
  if (/^(?:bytea|(?:var)?binary|(?:tiny|medium|long)?blob)/.test(type)) return 'bytes';
  return /^(?:(?:tiny|small|medium|big)?int|smallserial|serial|bigserial)/.test(type)
    ? 'whole'
    : 'text';
}

function hexIn(type: string, kind: Key['kind'], { looseTypes }: Dialect): Key['hex'] {
  if (looseTypes) return /char|clob|text/.test(type) ? 'some' : 'all';
  return kind === 'bytes' ? 'all' : 'none';
}

const hexForm = /^\\x((?:[0-9a-f]{2})+)$/i;
const hexDigits = /^\\x[0-9a-f]*$/i;

const asHex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;

function hexBytes(text: string): Buffer | null {
  const digits = hexForm.exec(text)?.[1];
  return digits === undefined ? null : Buffer.from(digits, 'hex');
}

/** Bytes that are text are shown as that, unless it looks like other bytes. */
function textOf(bytes: Buffer): string {
  const text = isUtf8(bytes) ? bytes.toString() : '\\x';
  // Nobody takes a control character for text.
  return text.startsWith('\\x') || /\p{Cc}/u.test(text) ? asHex(bytes) : text;
}

function printed(stored: unknown, hex: Key['hex']): string | null {
  if (typeof stored === 'string') {
    return hex === 'all' && stored.startsWith('\\x') ? asHex(Buffer.from(stored)) : stored;
  }
  if (Buffer.isBuffer(stored)) return textOf(stored);
  return typeof stored === 'number' || typeof stored === 'bigint' ? numberText(stored) : null;
}

function numberText(stored: number | bigint): string {
  return String(stored).replace(
    /^(-?)Infinity$/,
    (_, sign: string) => `${sign === '' ? '+' : sign}Inf`,
  );
}

/** A key as the database gave it, in the form in which it is asked for. */
function asGiven(stored: unknown): KeyValue {
  if (Buffer.isBuffer(stored) || typeof stored === 'string') return stored;
  return numberText(stored as number | bigint);
}

function parsed(
  text: string,
  kind: Key['kind'],
  hex: Key['hex'],
  { looseTypes }: Dialect,
): KeyValue[] {
  if (kind === 'uuid') return uuidForm.test(text) ? [dashed(text)] : [];
  const bytes = hex === 'none' ? null : hexBytes(text);
  if (!looseTypes) return hex === 'all' ? [bytes ?? Buffer.from(text)] : [text];
  if (bytes === null) return [text];
  // Its rows hold text or bytes as they like: in a column of text, text is taken at its word.
  if (hex === 'some') return [text, bytes];
  return isUtf8(bytes) ? [bytes, bytes.toString()] : [bytes];
}

/** As PostgreSQL takes them: in braces or not, with a dash behind any four digits. */
const uuidForm = /^(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}$|^\{(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}\}$/i;

/** A UUID, or the beginning of one, as it is printed. */
function dashed(text: string): string {
  const digits = text
    .toLowerCase()
    .replace(/^\{|\}$/g, '')
    .replaceAll('-', '');
  const cut = [0, 8, 12, 16, 20].filter((from) => from < digits.length);
  const parts = cut.map((from, i) => digits.slice(from, cut[i + 1]));
  return parts.join('-');
}

function writing(
  kind: Key['kind'],
  hex: Key['hex'],
  type: string,
  { fromHex, fromText }: Dialect,
): Pick<Key, 'value' | 'write'> {
  const bytes = (text: string): Buffer => hexBytes(text) ?? Buffer.from(text);
  if (kind === 'bytes') return { value: (text) => bytes(text).toString('hex'), write: fromHex };
  if (hex !== 'all') return { value: (text) => text, write: (sql) => fromText(sql, type) };
  // Text as a rule, and bytes where they are none: the first letter says which.
  return {
    value: (text) => {
      const given = bytes(text);
      // SQLite's functions end a text at a NUL.
      return isUtf8(given) && !given.includes(0)
        ? `t${given.toString()}`
        : `x${given.toString('hex')}`;
    },
    write: (sql) =>
      `CASE substr(${sql}, 1, 1) WHEN 'x' THEN ${fromHex(`substr(${sql}, 2)`)} ELSE substr(${sql}, 2) END`,
  };
}

const usualBytes = 32;

/** How many bytes a new key has, where keys are no text; null where they are text. */
function lengthLike(type: string, sample: unknown, isText: boolean): number | null {
  const fixed = /^binary\((\d+)\)/.exec(type)?.[1];
  if (fixed !== undefined) return Number(fixed);
  if (Buffer.isBuffer(sample)) return textOf(sample).startsWith('\\x') ? sample.length : null;
  return isText ? null : usualBytes;
}
