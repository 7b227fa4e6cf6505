import { Binds, whereClause, type Statement } from '../../database/statement.js';
import { rowsOf } from '../../layouts/rows.js';
import type { Given, Written } from './columns.js';
import type { Entry } from './entry.js';
import type { Target } from '../target.js';

/** The statement that adds a row; `tail` says what if it is there. */
export function insertion(
  { table }: Target,
  columns: readonly Written[],
  entry: Entry,
  tail: string,
): Statement {
  const binds = new Binds();
  const values = columns.map((column) => placed(column, entry, binds));
  return {
    sql: `INSERT INTO ${table.sql.table} (${names(columns)}) VALUES (${values.join(', ')}) ${tail}`,
    bind: binds.values,
  };
}

/** The statement that replaces what stands in the row of a token. */
export function update({ table }: Target, columns: readonly Written[], entry: Entry): Statement {
  const binds = new Binds();
  const places = columns
    .filter(({ replace }) => replace)
    .map((column) => `${column.name} = ${placed(column, entry, binds)}`);
  return {
    sql: `UPDATE ${table.sql.table} SET ${places.join(', ')}
      ${whereClause([...rowsOf(table.sql), table.key.holds([entry.token], binds.add)])}`,
    bind: binds.values,
  };
}

/** Many rows in one statement: see `unpackRows`. */
export function packed(
  { database, table }: Target,
  columns: readonly Written[],
  entries: readonly Entry[],
  tail: string,
): Statement {
  const pieces: Buffer[] = [];
  let end = 1;
  const rows = entries.map((entry) =>
    columns.flatMap(({ kind, value }) => {
      const given = value(entry);
      if (kind === 'text') return [asText(given)];
      const piece = asBlob(given);
      if (piece === null) return [null, null];
      const from = end;
      end += piece.length;
      pieces.push(piece);
      return [from, piece.length];
    }),
  );
  const binds = new Binds();
  const list = binds.add(JSON.stringify(rows));
  // A value that no statement asks for is refused.
  const hasBytes = columns.some(({ kind }) => kind === 'bytes');
  const bytesOf = hasBytes ? binds.add(Buffer.concat(pieces)) : '';
  return {
    sql: `INSERT INTO ${table.sql.table} (${names(columns)})
      ${database.dialect.unpackRows(list, bytesOf, columns)}
      ${tail}`,
    bind: binds.values,
  };
}

const names = (columns: readonly Written[]): string => columns.map(({ name }) => name).join(', ');

/** The place of a column's value in a statement. */
function placed({ kind, value, write }: Written, entry: Entry, binds: Binds): string {
  const given = value(entry);
  return write(binds.add(kind === 'bytes' ? asBlob(given) : asText(given)));
}

const asBlob = (data: Given): Buffer | null =>
  data instanceof Uint8Array ? Buffer.from(data.buffer, data.byteOffset, data.length) : null;

const asText = (value: Given): string | number | null =>
  value instanceof Uint8Array ? (asBlob(value)?.toString() ?? null) : value;
