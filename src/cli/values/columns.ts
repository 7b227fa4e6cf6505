import type { CustomColumns } from '../../index.js';
import { UsageError } from '../usage.js';
import { unknown } from './one-of.js';

/** What a table of one's own may have a column for. */
export const columnParts = [
  'token',
  'data',
  'expiry',
  'user',
  'revoked',
  'marks',
  'created',
  'lastSeen',
  'ip',
  'agent',
] as const;
const expected = `${columnParts.map((part) => `${part}=…`).join(',')}, each at most once`;

/** Reads `token=…,data=…,expiry=…,user=…` and so on: some of the columns of a table. */
export function parseColumns(text: string): Partial<CustomColumns> {
  const columns: Partial<CustomColumns> = {};
  for (const item of text.split(',')) {
    const split = item.indexOf('=');
    const word = item.slice(0, Math.max(split, 0)).trim();
    const part = columnParts.find((name) => name === word);
    const name = item.slice(split + 1).trim();
    if (part === undefined)
      throw new UsageError(unknown(`expected ${expected}`, word, columnParts));
    if (name === '' || part in columns) throw new UsageError(`expected ${expected}`);
    columns[part] = name;
  }
  return columns;
}
