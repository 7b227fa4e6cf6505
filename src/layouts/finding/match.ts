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
  const find = (names: readonly string[]): Column | null =>
    names.map((name) => columnOf(columns, name)).find((column) => column !== null) ?? null;
  const [token, data, expiry] = [
    tokenAmong(columns, parts.token, isNamed || layout.key.counted),
    find(parts.data),
    find(parts.expiry),
  ];
  const missing = [
    ...(token === null && find(parts.token) ? ['token but a whole number'] : []),
    ...[parts.token, parts.data, parts.expiry]
      .filter((names) => names.length > 0 && find(names) === null)
      .map(([name = '']) => name),
    ...[...parts.also, ...layout.where.map((rule) => rule.column)].filter(
      (name) => columnOf(columns, name) === null,
    ),
  ];
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
  tables.some((usual) =>
    usual.startsWith('*')
      ? name.toLowerCase().endsWith(usual.slice(1))
      : fold(name) === fold(usual.slice(usual.indexOf('.') + 1)),
  );

export const fold = (name: string): string => name.toLowerCase().replaceAll('_', '');
