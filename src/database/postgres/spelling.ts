import { guardPlaceholders } from '../statement.js';
import type { TableName } from '../table.js';

export const quote = (identifier: string): string => guardPlaceholders(plainQuote(identifier));

/** A table's name as `to_regclass` reads it. */
export const regclass = ({ schema, name }: TableName): string =>
  [schema, name]
    .filter((part) => part !== null)
    .map(plainQuote)
    .join('.');

/** For a name that is bound as text, where nothing scans for placeholders. */
const plainQuote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
