import {
  cellOf,
  emptyCell,
  type CellForm,
  type CellFormat,
  type PlacedEntry,
} from '../reading/cell.js';
import { Reader } from '../reading/reader.js';
import { serializedKey } from './encode.js';
import { ValueReader } from './read-value.js';
import { literal } from './scalars.js';

const form: CellForm = {
  head: (count) => Buffer.from(`a:${count}:{`),
  tail: Buffer.from('}'),
  comma: '',
  entry: ({ key, value }) => Buffer.concat([serializedKey(key), value]),
};

/** One array of PHP's serialize(), whose keys are the sessions'. */
export const phpCell: CellFormat = {
  open: (cell) => {
    if (cell.length === 0) return emptyCell(form);
    const reader = new Reader(cell, 'PHP data');
    const values = new ValueReader(reader);
    literal(reader, 'a');
    const count = values.count();
    const placed: PlacedEntry[] = [];
    reader.enter();
    for (let i = 0; i < count; i++) {
      const start = reader.pos;
      const key = keyOf(reader, values);
      const from = reader.pos;
      const data = values.value();
      placed.push({ key, data, value: cell.subarray(from, reader.pos), start, end: reader.pos });
    }
    literal(reader, '}');
    if (reader.left > 0) reader.fail('bytes after the end');
    // They count all values before them: without one of those they would mean another.
    if (values.slots.areUsed) reader.fail('references between its entries');
    return cellOf(cell, placed, form);
  },
};

/** A key as it is printed, which no other key may be too. */
function keyOf(reader: Reader, values: ValueReader): string {
  const at = reader.pos;
  const isEscaped = String.fromCharCode(reader.peek()) === 'S';
  const key = values.key();
  if (isEscaped || (typeof key === 'object' && key !== null))
    reader.fail('a key that is no text', at);
  return String(key);
}
