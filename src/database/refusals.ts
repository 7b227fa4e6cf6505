import type { Failure } from './failure.js';

/**
 * What a database says when a row may not be so, in one wording for all of them.
 *
 * Names of columns, indexes, constraints and tables are no secrets; values are, and none gets here.
 */
const ofRow = (what: string): Failure => ({ kind: 'constraint', what });

export const noValue = (column: string): Failure => ({
  ...ofRow(`NOT NULL without a value: ${column}`),
  of: column,
});

/** `columns` and `index` as far as the database tells. */
export const notUnique = (columns: readonly string[], index: string | null): Failure => ({
  kind: 'duplicate',
  what:
    `another row has the same ${columns.length > 0 ? columns.join(' and ') : 'value'}` +
    `, which must be unique${index === null ? '' : ` (index ${index})`}`,
  ...(index !== null && { of: index }),
  columns,
});

export const referredTo = (table: string | null, key: string | null): Failure =>
  ofRow(
    table === null
      ? 'a row of another table refers to it'
      : `referred to by ${table}${key === null ? '' : ` (foreign key ${key})`}`,
  );

export const refersToNothing = (key: string | null, columns: string | null): Failure =>
  ofRow(
    `${columns ?? 'a column'} refers to a row that is not there${key === null ? '' : ` (foreign key ${key})`}`,
  );

export const foreignKey = (table: string | null, key: string | null): Failure =>
  key === null
    ? { ...ofRow('a foreign key forbids it'), unnamedKey: true }
    : ofRow(`the foreign key ${key}${table === null ? '' : ` of ${table}`} forbids it`);

export const checkFailed = (constraint: string | null): Failure =>
  ofRow(
    constraint === null
      ? 'a check constraint of the table forbids it'
      : `the check constraint ${constraint} forbids it`,
  );

/** `place` is a column, or a type where the database tells no more. */
export const tooLong = (place: string | null): Failure =>
  ofRow(place === null ? 'a value is too long for its column' : `a value is too long for ${place}`);

export const outOfRange = (place: string | null): Failure =>
  ofRow(`a number is out of range${place === null ? '' : ` for ${place}`}`);

export const wrongType = (place: string | null): Failure =>
  ofRow(`a value is not of the type of its column${place === null ? '' : `: ${place}`}`);

export const generated = (column: string): Failure =>
  ofRow(`the database alone fills the column ${column}`);

export const byTrigger: Failure = ofRow('a trigger of the table forbids it');

/** `of` is what the privilege is on, and which it is, as far as the database tells. */
export const noPrivilege = (of: string | null): Failure => ({
  kind: 'forbidden',
  what: `this database user lacks a privilege that this needs${of === null ? '' : ` (${of})`}: have it granted`,
});
