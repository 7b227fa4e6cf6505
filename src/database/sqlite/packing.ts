import type { Dialect } from '../contract.js';
import { unpackedValues, type PackedColumn } from '../packing.js';
import { quote } from './spelling.js';

// `WHERE true` keeps the parser from reading the ON of a following ON CONFLICT as a join's.
export const unpackRows: Dialect['unpackRows'] = (rows, bytes, columns) => {
  const values = unpackedValues(
    columns,
    (i) => `value ->> ${i}`,
    (from, count) => `substr(${bytes}, ${from}, ${count})`,
  );
  return `SELECT ${values.join(', ')} FROM json_each(${rows}) WHERE true`;
};

// Without a GROUP BY, aggregates take the rows in the order in which the inner SELECT gives them.
export const packRows: Dialect['packRows'] = (select, columns) => {
  const packed = columns.flatMap(({ name, kind }, i) => {
    const list = `json_group_array(${packedForm[kind](quote(name))}) AS c${i}`;
    // A blob as text is the same bytes, where text is UTF-8.
    const bytes = `CAST(group_concat(CAST(${quote(name)} AS TEXT), '') AS BLOB) AS b${i}`;
    return kind === 'bytes' ? [list, bytes] : [list];
  });
  const strange = columns.flatMap(({ name, kind }) =>
    kind === 'whole' ? [] : `typeof(${quote(name)}) IN (${unpackable[kind]})`,
  );
  return `SELECT ${packed.join(', ')}, CASE (SELECT encoding FROM pragma_encoding) WHEN 'UTF-8'
    THEN coalesce(sum(${strange.join(' OR ') || '0'}), 0) ELSE 1 END AS unpackable FROM (${select})`;
};

/** What goes into the JSON list of a column: of bytes their length. */
const packedForm: Record<PackedColumn['kind'], (column: string) => string> = {
  bytes: (column) => `octet_length(${column})`,
  text: (column) => `CAST(${column} AS TEXT)`,
  whole: (column) => column,
  any: (column) => `iif(typeof(${column}) = 'blob', NULL, ${column})`,
};

/** Types that would not come out as they are: JSON holds no bytes, and cuts the digits of fractions. */
const unpackable = {
  bytes: "'integer', 'real'",
  text: "'null', 'integer', 'real', 'blob'",
  any: "'real', 'blob'",
};
