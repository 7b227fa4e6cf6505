import type { Codec, Traces } from '../codecs/contract.js';
import type { Column } from '../database/table.js';
import { usersAsked, type SessionFilter } from './filter.js';
import { asBytes, extraColumns, type Row, type RowOptions } from './row-columns.js';
import { codecOf } from './row.js';
import type { Target } from './target.js';
import { fieldColumn, usersInCell } from './user.js';
import { isValuePath } from './where-field.js';

/** Values of which a row must hold one. */
interface Asked {
  readonly values: readonly string[];
  /** The column that may hold it, in place of the payload at whatever path; null for none. */
  readonly column: Column | null;
}

/**
 * Returns what tells by its bytes alone that a row's payload holds nothing of what a filter asks for:
 * false is certain, true says nothing. Null where it asks for nothing that leaves traces.
 *
 * Decoding takes many times as long, and most rows that are looked through hold something else.
 */
export function traceFinder(
  target: Target,
  options: SessionFilter & RowOptions,
): ((row: Row) => boolean) | null {
  // A cell's codec is that of many sessions at once.
  if (target.table.layout.cell !== null) return null;
  const asked = [...usersSought(target, options), ...valuesSought(target, options)];
  if (asked.length === 0 || target.codecs.length === 0) return null;
  const known = new Map<Codec, readonly Sought[]>();
  const soughtBy = (codec: Codec): readonly Sought[] => {
    let sought = known.get(codec);
    if (sought === undefined) {
      sought = asked.flatMap((one) => {
        const traces = tracesOfAny(codec, one.values);
        return traces === null ? [] : [{ traces, isInColumn: columnReader(target, options, one) }];
      });
      known.set(codec, sought);
    }
    return sought;
  };
  if (target.codecs.every((codec) => soughtBy(codec).length === 0)) return null;
  return (row) => {
    const { data = null } = row;
    if (data === null) return true;
    const payload = asBytes(data);
    const codec = codecOf(payload, target);
    const sought = soughtBy(codec).filter(({ isInColumn }) => !isInColumn(row));
    if (sought.length === 0) return true;
    const content = codec.content ? codec.content(payload) : payload;
    return (
      content === null ||
      sought.every(({ traces }) => traces.some((trace) => content.includes(trace)))
    );
  };
}

/** What a row is looked through for. */
interface Sought {
  readonly traces: Traces;
  /** Whether a column holds it, so that the payload need not. */
  readonly isInColumn: (row: Row) => boolean;
}

/** Returns what looks into the column; of no column, none holds anything. */
function columnReader(
  target: Target,
  options: SessionFilter & RowOptions,
  { column, values }: Asked,
): (row: Row) => boolean {
  if (column === null) return () => false;
  const place = extraColumns(target, options).indexOf(column.name);
  // A column that is not read may hold it.
  if (place < 0) return () => true;
  return (row) => usersInCell(row[`x${place}`]).some((user) => values.includes(user));
}

/** The users who are asked for, in the payload or in the column that names some too. */
function usersSought({ table, userField }: Target, filter: SessionFilter): Asked[] {
  const isNamed = userField !== null && userField !== table.user?.name;
  if (table.layout.user.foundOnly && !isNamed) return [];
  const column = isNamed ? fieldColumn(table, userField) : table.user;
  return usersAsked(filter).map((values) => ({ values, column }));
}

/** The values that are asked for, unless a column of the same name answers too. */
function valuesSought({ table }: Target, { where = [] }: SessionFilter): Asked[] {
  const { extraColumns } = table;
  return where.flatMap(({ path, op, value }) =>
    op === '=' && isValuePath(path) && !extraColumns.includes(path)
      ? [{ values: [value], column: null }]
      : [],
  );
}

/** The traces of each of these values; null where one of them leaves none. */
function tracesOfAny(codec: Codec, values: readonly string[]): Traces | null {
  const traces = values.map((value) => codec.traces?.(value) ?? null);
  return traces.every((some) => some !== null) ? traces.flat() : null;
}
