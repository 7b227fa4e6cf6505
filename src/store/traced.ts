import type { Codec, Traces } from '../codecs/contract.js';
import { usersAsked, type SessionFilter } from './filter.js';
import { asBytes, type Row } from './row-columns.js';
import { codecOf } from './row.js';
import type { Target } from './target.js';
import { fieldColumn } from './user.js';
import { isValuePath } from './where-field.js';

/** Values of which a payload must hold one, at whatever path. */
type Asked = readonly string[];

/**
 * Returns what tells by its bytes alone that a row's payload holds nothing of what a filter asks for:
 * false is certain, true says nothing. Null where it asks for nothing that leaves traces.
 *
 * Decoding takes many times as long, and most rows that are looked through hold something else.
 */
export function traceFinder(target: Target, filter: SessionFilter): ((row: Row) => boolean) | null {
  // A cell's codec is that of many sessions at once.
  if (target.table.layout.cell !== null) return null;
  const asked = [...usersInPayload(target, filter), ...valuesInPayload(target, filter)];
  if (asked.length === 0 || target.codecs.length === 0) return null;
  const known = new Map<Codec, readonly Traces[]>();
  const tracesOf = (codec: Codec): readonly Traces[] => {
    let traces = known.get(codec);
    if (traces === undefined) {
      traces = asked.map((values) => tracesOfAny(codec, values)).filter((some) => some !== null);
      known.set(codec, traces);
    }
    return traces;
  };
  if (target.codecs.every((codec) => tracesOf(codec).length === 0)) return null;
  return ({ data = null }) => {
    if (data === null) return true;
    const payload = asBytes(data);
    return tracesOf(codecOf(payload, target)).every((traces) =>
      traces.some((trace) => payload.includes(trace)),
    );
  };
}

/** The users who are asked for, unless a column, or what the layout makes of the values, names some too. */
function usersInPayload(target: Target, filter: SessionFilter): Asked[] {
  const { table, userField } = target;
  const isNamed = userField !== null && userField !== table.user?.name;
  const isElsewhere = isNamed
    ? fieldColumn(table, userField) !== null
    : table.user !== null || table.layout.user.find !== null;
  return isElsewhere ? [] : usersAsked(filter);
}

/** The values that are asked for, unless a column of the same name answers too. */
function valuesInPayload({ table }: Target, { where = [] }: SessionFilter): Asked[] {
  const { extraColumns } = table;
  return where.flatMap(({ path, op, value }) =>
    op === '=' && isValuePath(path) && !extraColumns.includes(path) ? [[value]] : [],
  );
}

/** The traces of each of these values; null where one of them leaves none. */
function tracesOfAny(codec: Codec, values: Asked): Traces | null {
  const traces = values.map((value) => codec.traces?.(value) ?? null);
  return traces.every((some) => some !== null) ? traces.flat() : null;
}
