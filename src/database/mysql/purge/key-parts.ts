import type { Statement } from '../../statement.js';
import type { TableName } from '../../table.js';
import { quote } from '../spelling.js';

/** A column of an index. */
export interface KeyPart {
  index: string;
  /** From 1. */
  place: number | string;
  /** Null for an expression. */
  column: string | null;
  type: string | null;
  /** The index holds each row's own whole value. */
  unique: number | boolean;
}

/**
 * The columns of a table ($1 its schema, or null, and $2 its name), to be joined. MariaDB looks at that
 * table alone only where a constant names it, and opens every table and view of the server for a join
 * on the names; the limit, which no table reaches, keeps it from making such a join of this.
 */
export const columnsOfTable = `(SELECT * FROM information_schema.COLUMNS
        WHERE TABLE_SCHEMA = COALESCE($1, DATABASE()) AND TABLE_NAME = $2 LIMIT 5000)`;

/** Lists the columns of a table's indexes, the best index for finding a row first. */
export const keyParts = ({ schema, name }: TableName): Statement => ({
  sql: `SELECT s.INDEX_NAME AS \`index\`, s.SEQ_IN_INDEX AS place, s.COLUMN_NAME AS \`column\`,
        LOWER(c.COLUMN_TYPE) AS type,
        s.NON_UNIQUE = 0 AND s.SUB_PART IS NULL AND c.IS_NULLABLE = 'NO' AS \`unique\`
      FROM information_schema.STATISTICS s LEFT JOIN ${columnsOfTable} c
        ON c.COLUMN_NAME = s.COLUMN_NAME
      WHERE s.TABLE_SCHEMA = COALESCE($1, DATABASE()) AND s.TABLE_NAME = $2 AND s.INDEX_TYPE = 'BTREE'
      ORDER BY s.INDEX_NAME <> 'PRIMARY', s.INDEX_NAME, s.SEQ_IN_INDEX`,
  bind: [schema, name],
});

/** The index, quoted, that leads to a row by a column (quoted); null where there is none. */
export function leading(parts: readonly KeyPart[], sql: string): string | null {
  const part = parts.find(
    ({ place, column }) => Number(place) === 1 && column !== null && quote(column) === sql,
  );
  return part ? quote(part.index) : null;
}
