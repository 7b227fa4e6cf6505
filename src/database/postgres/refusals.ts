import type { DriverError, Failure } from '../failure.js';
import {
  checkFailed,
  foreignKey,
  generated,
  noPrivilege,
  notUnique,
  noValue,
  outOfRange,
  referredTo,
  refersToNothing,
  tooLong,
  wrongType,
} from '../refusals.js';

/**
 * Reads why PostgreSQL refused a row or a statement; null for any other failure.
 *
 * Its fields hold names alone. Its messages may hold values, and may be translated: a pattern here
 * takes nothing of one but what can only be a name, or a type.
 */
export function postgresRefusal({ code, message, ...names }: DriverError): Failure | null {
  const { column = null, constraint = null, table = null } = names;
  switch (code) {
    case '23502':
      return column === null ? null : noValue(column);
    // What RESTRICT forbids has a code of its own since PostgreSQL 18.
    case '23001':
      return referredTo(table, constraint);
    case '23503':
      if (message.startsWith('update or delete on table ')) return referredTo(table, constraint);
      if (message.startsWith('insert or update on table '))
        return refersToNothing(constraint, null);
      return foreignKey(table, constraint);
    case '23505':
      return notUnique([], constraint);
    case '23514':
      return checkFailed(constraint);
    case '23P01':
      return checkFailed(constraint);
    case '22001':
      return tooLong(typeIn(/^value too long for type ([a-z ]+\(\d+\))$/, message));
    case '22003':
      return outOfRange(
        column ??
          typeIn(/^(smallint|integer|bigint) out of range$/, message) ??
          typeIn(/is out of range for type ([a-z ]+)$/, message),
      );
    case '22P02':
    case '22007':
    case '22008':
      return wrongType(typeIn(/^invalid input syntax for type ([a-z ]+)(?::|$)/, message));
    case '42804':
      return wrongType(nameIn(/^column "([^"]+)" is of type [a-z ]+ but expression/, message));
    case '428C9': {
      const name = nameIn(/ column "([^"]+)"$/, message);
      return name === null ? null : generated(name);
    }
    case '42501':
      if (message.includes('row-level security')) {
        return noPrivilege(`the row-level security of ${table ?? 'the table'} forbids it`);
      }
      return noPrivilege(
        nameIn(/^permission denied for ((?:table|view|column|sequence|schema) .+)$/s, message),
      );
    default:
      return null;
  }
}

const typeIn = (pattern: RegExp, message: string): string | null =>
  pattern.exec(message)?.[1]?.replace('character varying', 'varchar') ?? null;

const nameIn = (pattern: RegExp, message: string): string | null =>
  pattern.exec(message)?.[1] ?? null;
