import type { Column } from '../../database/table.js';
import { isAmong, type Dialect } from '../../database/contract.js';
import type { Layout } from '../contract.js';
import type { BoundRowRule } from '../rules.js';

/** The columns of a table that a layout's parts are in. */
export interface Match {
  layout: Layout;
  token: Column;
  data: Column | null;
  expiry: Column | null;
  user: Column | null;
  revoked: Column | null;
  where: readonly BoundRowRule[];
}

/** Finds a layout's parts among a table's columns; where it does not fit, says what is in the way. */
export function matchColumns(
  layout: Layout,
  columns: readonly Column[],
  dialect: Dialect,
  isNamed = false,
): Match | { missing: string[]; found: number } {
  const { columns: parts } = layout;
  const find = (names: readonly string[]): Column | null => firstOf(columns, names);
  const [called, data, expiry] = [find(parts.token), find(parts.data), find(parts.expiry)];
  const token = called && tokenAmong(columns, parts.token, isNamed || layout.key.counted);
  const missing = [
    ...(token === null && called ? ['token but a whole number'] : []),
    ...(called ? [] : parts.token.slice(0, 1)),
    ...(data ? [] : parts.data.slice(0, 1)),
    ...(expiry ? [] : parts.expiry.slice(0, 1)),
  ];
  // Of all that are tried, what lacks so much is not even near.
  if (!isNamed && missing.length > 1) return { missing, found: 0 };
  missing.push(
    ...[...parts.also, ...layout.where.map((rule) => rule.column)].filter(
      (name) => columnOf(columns, name) === null,
    ),
  );
  const isOther =
    (layout.key.counted && token !== null && !isNumber(token.type)) ||
    !isAmong(parts.dialects, dialect) ||
    parts.lacks.some((name) => columnOf(columns, name) !== null) ||
    (expiry !== null && parts.typed?.(expiry) === false);
  if (token === null || missing.length > 0 || isOther) {
    const found = isOther ? 0 : [token, data, expiry].filter((column) => column !== null).length;
    return { missing, found };
  }
  const where = layout.where.flatMap(({ column: name, is }) => {
    const column = columnOf(columns, name);
    return column === null ? [] : [{ column, is }];
  });
  const [user, revoked] = [find(parts.user), find(parts.revoked)];
  return { layout, token, data, expiry, user, revoked, where };
}

/**
 * The column of the token: text or bytes before numbers, and a number, which mostly counts rows, is
 * none unless the caller said so.
 */
function tokenAmong(
  columns: readonly Column[],
  names: readonly string[],
  isNamed: boolean,
): Column | null {
  const found = names.flatMap((name) => columnOf(columns, name) ?? []);
  const [first = null] = found;
  return found.find(({ type }) => !isNumber(type)) ?? (isNamed ? first : null);
}

/** Whether a column of this type holds numbers and nothing else. */
export const isNumber = (type: string): boolean =>
  /^(?:unsigned |big |big|small|medium|tiny)*(?:int(?:eger)?\d*|serial\d*)\b|^(?:numeric|decimal|number|real|double|float)/.test(
    type,
  );

/** The column of a name: the one that is called so, else compared without case and underscores. */
export function columnOf(columns: readonly Column[], name: string): Column | null {
  const { exact, folded } = byName.get(columns) ?? indexed(columns);
  return exact.get(name) ?? folded.get(fold(name)) ?? null;
}

/** The column of the first of these names that is there. */
export function firstOf(columns: readonly Column[], names: readonly string[]): Column | null {
  for (const name of names) {
    const column = columnOf(columns, name);
    if (column !== null) return column;
  }
  return null;
}

/** The columns of a table by their names: each layout asks for a dozen. */
const byName = new WeakMap<readonly Column[], ReturnType<typeof indexed>>();

function indexed(columns: readonly Column[]) {
  // Of several that are alike the first is the one.
  const last = [...columns].reverse();
  const index = {
    exact: new Map(last.map((column) => [column.name, column])),
    folded: new Map(last.map((column) => [fold(column.name), column])),
  };
  byName.set(columns, index);
  return index;
}

/** The names of the columns, beside its own, that a layout's rule of expiry reads. */
export const endNames = ({
  expiry: { lifetimeIn, atMost, others, purgedBy },
}: Layout): readonly string[] => [
  ...lifetimeIn,
  ...(atMost?.columns ?? []),
  ...purgedBy,
  ...others.flatMap(({ of }) => (of === 'anonymous' ? [] : [of.column])),
];

/** Whether a table is called as a layout's usually is. */
export const isUsualName = ({ tables }: Pick<Layout, 'tables'>, name: string): boolean =>
  amongUsual(tables)(name);

/** Returns what tells whether a table is called as one of these: many tables are asked about. */
export function amongUsual(usual: readonly string[]): (name: string) => boolean {
  const ends = usual.filter((name) => name.startsWith('*')).map((name) => name.slice(1));
  const whole = new Set(
    usual
      .filter((name) => !name.startsWith('*'))
      .map((name) => fold(name.slice(name.indexOf('.') + 1))),
  );
  return (name) => whole.has(fold(name)) || ends.some((end) => name.toLowerCase().endsWith(end));
}

export const fold = (name: string): string => name.toLowerCase().replaceAll('_', '');
