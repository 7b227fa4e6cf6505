import { ok, skipped, warn, type Check } from '../contract.js';
import { missingIndex } from '../../purge/survey.js';
import { countUpTo } from '../bounded.js';
import { counted, noColumnOfEnds } from '../words.js';

/** Whether a purge finds what has run out without reading the whole table. */
export const expiryIndex: Check = {
  name: 'expiry-index',
  run: async (target, { indexedRows }) => {
    const { table } = target;
    if (table.expiryColumn === null) return skipped(noColumnOfEnds(table));
    if (table.isView) return skipped('it is a view: indexes are those of its tables');
    const { name } = table.expiryColumn;
    const statement = await missingIndex(target);
    if (statement === null) return ok(`an index begins with ${name}`);
    const rows = await countUpTo(target, indexedRows);
    if (rows < indexedRows) {
      return ok(
        `no index begins with ${name}, which a table of ${counted(rows, 'row')} does not miss`,
      );
    }
    return warn(`no index begins with ${name}, so each purge reads the whole table`, statement);
  },
};
