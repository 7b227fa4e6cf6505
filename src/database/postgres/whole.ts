import { forServer, serverValue, type WholeRows } from '../whole.js';
import { regclass } from './spelling.js';

/** Values travel as text, and bytes as bytes. */
export const postgresWhole: WholeRows = {
  returning: true,
  undone: null,

  // Before version 12 there is no such column: as JSON it is one that is not there.
  computed: (table) => ({
    sql: `SELECT a.attname AS name FROM pg_catalog.pg_attribute a
      WHERE a.attrelid = pg_catalog.to_regclass($1) AND a.attnum > 0
        AND COALESCE(to_jsonb(a) ->> 'attgenerated', '') <> ''`,
    bind: [regclass(table)],
  }),

  // JSON has instants in one form, whatever the connection's own is.
  read: (column, type) => {
    if (type === 'bytea') return [column];
    return [/^(?:date|timestamp)/.test(type) ? `to_json(${column}) #>> '{}'` : `${column}::text`];
  },

  value: serverValue,

  // A cast to a length would cut what is too long; the column refuses it.
  write: (value, type, bind) =>
    `(${bind(forServer(value))})::${type.startsWith('char') ? 'text' : type}`,

  overriding: 'OVERRIDING SYSTEM VALUE',
};
