import type { Dialect } from '../contract.js';
import { freeName } from '../index-name.js';
import { quote } from './spelling.js';

/** The text of an index without what may stand around names, a space for each that parts words. */
const plain = [
  ...['"', '`', '[', ']', '(', ')'].map((mark) => `'${mark}', ''`),
  ...[9, 10, 13].map((code) => `char(${code}), ' '`),
].reduce((sql, change) => `replace(${sql}, ${change})`, 'lower(m.sql)');

/** Which rows an index leaves out stands in its text alone. */
export const sqliteIndexedColumns: Dialect['indexedColumns'] = (table) => ({
  sql: `SELECT DISTINCT info.name AS name
    FROM pragma_index_list($1) AS list, pragma_index_info(list.name) AS info
      LEFT JOIN sqlite_master AS m ON m.type = 'index' AND m.name = list.name
    WHERE info.seqno = 0 AND info.name IS NOT NULL AND (list.partial = 0
      OR rtrim(${plain}) LIKE '% where ' || lower(info.name) || ' is not null')`,
  bind: [table.name],
});

export const sqliteNewIndex: Dialect['addIndex'] = async (run, index) => {
  const taken = { sql: 'SELECT name FROM sqlite_master', bind: [] };
  const name = await freeName(run, index.name, taken);
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quote(name)} ON ${index.table} (${index.column})`;
};
