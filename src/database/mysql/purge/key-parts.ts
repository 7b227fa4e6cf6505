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

/** Lists the columns of a table's indexes, the best index for finding a row first. */
export const keyParts = ({ schema, name }: TableName): Statement => ({
  sql: `SELECT s.INDEX_NAME AS \`index\`, s.SEQ_IN_INDEX AS place, s.COLUMN_NAME AS \`column\`,
        LOWER(c.COLUMN_TYPE) AS type,
        s.NON_UNIQUE = 0 AND s.SUB_PART IS NULL AND c.IS_NULLABLE = 'NO' AS \`unique\`
      FROM information_schema.STATISTICS s LEFT JOIN information_schema.COLUMNS c
        ON c.TABLE_SCHEMA = s.TABLE_SCHEMA AND c.TABLE_NAME = s.TABLE_NAME AND c.COLUMN_NAME = s.COLUMN_NAME
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
