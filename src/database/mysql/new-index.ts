import type { Dialect } from '../contract.js';
import { freeName } from '../index-name.js';
import { quote } from './spelling.js';

/** Of a long text an index holds the beginning. Only InnoDB adds one while others write. */
export const mysqlNewIndex: Dialect['addIndex'] = async (run, index) => {
  const { at, table, column, type, unique } = index;
  const bind = [at.schema, at.name];
  const where = 'TABLE_SCHEMA = COALESCE($1, DATABASE()) AND TABLE_NAME = $2';
  const name = await freeName(run, index.name, {
    sql: `SELECT DISTINCT INDEX_NAME AS name FROM information_schema.STATISTICS WHERE ${where}`,
    bind,
  });
  const [kept] = await run.select<{ engine: string | null }>({
    sql: `SELECT ENGINE AS engine FROM information_schema.TABLES WHERE ${where}`,
    bind,
  });
  const beginning = /text|blob/.test(type) ? '(191)' : '';
  const meanwhile = kept?.engine === 'InnoDB' ? ', ALGORITHM = INPLACE, LOCK = NONE' : '';
  return (
    `ALTER TABLE ${table} ADD ${unique ? 'UNIQUE ' : ''}INDEX ${quote(name)} ` +
    `(${column}${beginning})${meanwhile}`
  );
};
