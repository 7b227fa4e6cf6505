import { dirname } from 'node:path';
import type { Dialect } from '../contract.js';
import { isWritable, pathOf, shellWord } from './files.js';

export const sqliteStanding: Dialect['standing'] = async (run) => {
  const [row] = await run.select<{ version: string }>({
    sql: 'SELECT sqlite_version() AS version',
  });
  return { version: `SQLite ${row?.version ?? ''}`, wants: null, readOnly: null };
};

/** Whoever may write the file, and its journal beside it, may do everything. */
export const sqlitePrivileges: Dialect['privileges'] = async (run) => {
  const path = await pathOf(run);
  const closed = path === '' ? [] : [path, dirname(path)].filter((one) => !isWritable(one));
  const may = closed.length === 0;
  return {
    held: { SELECT: true, INSERT: may, UPDATE: may, DELETE: may },
    grant: () => `chmod u+w ${closed.map(shellWord).join(' ')}`,
  };
};
