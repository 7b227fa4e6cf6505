import type { DriverError, Failure } from '../failure.js';
import { checkFailed, foreignKey, generated, notUnique, noValue, wrongType } from '../refusals.js';

const withoutTable = (name: string): string => name.slice(name.indexOf('.') + 1);

/**
 * Reads why SQLite refused a row; null for any other failure. Its messages hold names alone, but for
 * those that a trigger raises: of them nothing is said.
 */
export function sqliteRefusal({ code, message }: DriverError): Failure | null {
  if (code === 'SQLITE_MISMATCH') return wrongType('the table’s key takes whole numbers');
  const text = message.replace(/^SQLITE_[A-Z]+: /, '');
  if (code === 'SQLITE_ERROR') {
    const column = /^cannot (?:INSERT into|UPDATE) generated column "(.+)"$/.exec(text)?.[1];
    return column === undefined ? null : generated(column);
  }
  if (code !== 'SQLITE_CONSTRAINT') return null;
  const [, kind, what = ''] =
    /^(NOT NULL|UNIQUE|CHECK|FOREIGN KEY) constraint failed(?:: (.+))?$/s.exec(text) ?? [];
  switch (kind) {
    case 'NOT NULL':
      return noValue(withoutTable(what));
    case 'UNIQUE':
      return what.startsWith("index '")
        ? notUnique([], what.slice(7, -1))
        : notUnique(what.split(', ').map(withoutTable), null);
    case 'CHECK':
      return checkFailed(what.replace(/\s+/g, ' ').slice(0, 100) || null);
    case 'FOREIGN KEY':
      return foreignKey(null, null);
    default: {
      const strict = /^cannot store [A-Z]+ value in ([A-Z]+) column (\S+)$/.exec(text);
      return strict ? wrongType(`${withoutTable(strict[2] ?? '')} (${strict[1] ?? ''})`) : null;
    }
  }
}
