import { forServer, serverValue, type WholeRows } from '../whole.js';

/** Values travel as text, and bytes as bytes; bits and floats as the numbers that they are. */
export const mysqlWhole: WholeRows = {
  returning: false,

  undone: ({ schema, name }) => ({
    sql: `SELECT e.TRANSACTIONS = 'YES' AS undone FROM information_schema.TABLES t
      JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
      WHERE t.TABLE_SCHEMA = COALESCE($1, DATABASE()) AND t.TABLE_NAME = $2`,
    bind: [schema, name],
  }),

  computed: ({ schema, name }) => ({
    sql: `SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = COALESCE($1, DATABASE()) AND TABLE_NAME = $2
        AND COALESCE(GENERATION_EXPRESSION, '') <> ''`,
    bind: [schema, name],
  }),

  read: (column, type) => {
    if (isBinary(type)) return [column];
    // A float is shown with fewer digits than it has.
    if (/^(?:bit|float)/.test(type)) return [`CONCAT(${column} + 0e0)`];
    if (isInstant(type)) {
      // Whatever zone this connection has, or the one that writes it back.
      return [`IF(${column} = 0, '${never}', CAST(UNIX_TIMESTAMP(${column}) AS CHAR))`];
    }
    return [`CAST(${column} AS CHAR)`];
  },

  value: serverValue,

  write: (value, type, bind) => {
    const place = bind(forServer(value));
    if (type.startsWith('bit')) return `CAST(${place} AS UNSIGNED)`;
    return isInstant(type) && value !== never
      ? `FROM_UNIXTIME(CAST(${place} AS DECIMAL(20, 6)))`
      : place;
  },

  overriding: '',
};

const isBinary = (type: string): boolean =>
  /^(?:(?:var)?binary|(?:tiny|medium|long)?blob)/.test(type);
/** MySQL's zero date, which is no instant. */
const never = '0000-00-00 00:00:00';
const isInstant = (type: string): boolean => type.startsWith('timestamp');
