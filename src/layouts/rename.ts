import type { Layout } from './contract.js';
import { factNames, type FactName } from './facts.js';
import { fold } from './finding/match.js';

/** The parts of a layout that columns are named for. */
export const columnParts = ['token', 'data', 'expiry', 'user', 'revoked'] as const;
type Part = (typeof columnParts)[number] | FactName;

/** Other names for the columns of some parts, in the order in which to look. */
export type ColumnNames = Readonly<Partial<Record<Part, readonly string[]>>>;

/**
 * A layout whose columns have other names; all else stays as it is. A column that the layout speaks of
 * elsewhere too, as one to fill for one, has its new name there as well.
 */
export function renamed(layout: Layout, names: ColumnNames): Layout {
  const { columns, facts, expiry } = layout;
  const before = (part: Part): readonly string[] =>
    isFact(part) ? facts[part].columns : columns[part];
  const now = new Map<string, string>();
  const given = Object.entries(names) as [Part, readonly string[]][];
  for (const [part, [first, ...others]] of given) {
    const kept = [first, ...others].map((name) => fold(name ?? ''));
    for (const old of before(part)) {
      if (first !== undefined && !kept.includes(fold(old))) now.set(fold(old), first);
    }
  }
  const as = (name: string): string => now.get(fold(name)) ?? name;
  const taken = new Set(given.flatMap(([, all]) => all.map(fold)));
  const isTold = (['token', 'data', 'expiry'] as const).some(
    (part) => names[part]?.map(fold).join() !== columns[part].map(fold).join() && names[part],
  );
  const { of, atMost } = expiry;
  return {
    ...layout,
    columns: {
      ...columns,
      ...Object.fromEntries(columnParts.map((part) => [part, names[part] ?? columns[part]])),
      previous: columns.previous.map(as),
      also: columns.also.map(as),
      own: columns.own.map(as).map(fold),
      lacks: columns.lacks.filter((name) => !taken.has(fold(name))),
      // Names that the caller gave prove nothing, and say on his word alone what a column is.
      ...(isTold && { provenBy: 'nothing' as const, typed: null }),
    },
    expiry: {
      ...expiry,
      atMost: atMost && { ...atMost, columns: atMost.columns.map(as) },
      purgedBy: expiry.purgedBy.map(as),
      of: of && ((format, column) => of(format, (name) => column(as(name)))),
    },
    facts: {
      ...facts,
      ...Object.fromEntries(
        factNames.map((name) => [
          name,
          { ...facts[name], columns: names[name] ?? facts[name].columns },
        ]),
      ),
    },
    fills: layout.fills.map((fill) => ({ ...fill, column: as(fill.column) })),
  };
}

const isFact = (part: Part): part is FactName => factNames.some((name) => name === part);
