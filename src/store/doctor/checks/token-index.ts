import { fail, ok, skipped, warn, type Check } from '../contract.js';
import { isOn, uniqueIndexes, type UniqueIndex } from '../../write/unique.js';
import type { Target } from '../../target.js';
import { countUpTo } from '../bounded.js';

/** Whether a token leads to its one row, and at once. */
export const tokenIndex: Check = {
  name: 'token-index',
  run: async (target, { indexedRows }) => {
    const { table, database } = target;
    if (table.isView) return skipped('it is a view: indexes are those of its tables');
    if (table.layout.cell !== null) return skipped('tokens stand in cells: all are gone over');
    const { name } = table.token;
    const unique = await uniqueIndexes(database, table);
    if (unique.some((index) => index.whole && isOn(withoutFixed(index, target), name))) {
      return ok(`${name} has a unique index`);
    }
    const wider = unique.find(({ columns }) => columns[0] === name);
    if (wider && table.layout.key.unique) {
      // The parts of a table are told apart by a column that a unique index must have.
      const all = wider.columns.map((column) => column ?? 'an expression').join(' and ');
      return warn(`only ${all} together are unique: two sessions may have one token`);
    }
    if (table.layout.key.unique) {
      return fail(
        `${name} has no unique index: two sessions may have one token`,
        await addIndex(target, true),
      );
    }
    const indexed = await database.select<{ name: string }>(
      database.dialect.indexedColumns(table.table),
    );
    if (indexed.some((column) => column.name === name)) {
      return ok(`${name} has an index; that it be unique is not said of such tables`);
    }
    if ((await countUpTo(target, indexedRows)) < indexedRows) {
      return ok(`${name} has no index, which so small a table does not miss`);
    }
    return warn(
      `${name} has no index: each request reads the whole table`,
      await addIndex(target, false),
    );
  },
};

/** The index of sessions alone: all of them have one value in a column that tells them from other rows. */
function withoutFixed(index: UniqueIndex, { table }: Target): UniqueIndex {
  const fixed = table.where.filter(({ is }) => is.length === 1).map(({ column }) => column.name);
  const columns = index.columns.filter((column) => column === null || !fixed.includes(column));
  return { ...index, columns };
}

function addIndex({ table, database }: Target, unique: boolean): Promise<string> {
  return database.dialect.addIndex(database, {
    name: `idx_${table.table.name}_${table.token.name}`,
    at: table.table,
    table: table.sql.table,
    column: table.sql.token,
    type: table.token.type,
    unique,
  });
}
