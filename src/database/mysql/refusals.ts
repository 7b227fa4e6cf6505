import type { DriverError, Failure } from '../failure.js';
import {
  byTrigger,
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

/** Where a message is as long as the server makes any, its end may be a value's. */
const longestMessage = 480;

/** A name in quotes, alone or behind those of its database and table; the last part is taken. */
const column = "(?:`[^`]*`\\.`[^`]*`\\.`([^`]+)`|'([^']+)')";

/**
 * Reads why MySQL or MariaDB refused a row or a statement; null for any other failure.
 *
 * Their messages have names and values in one text, and a value may be made to look like the
 * message's own words: what stands at the end of a message that was not cut is the server's.
 */
export function mysqlRefusal({ errno, message }: DriverError): Failure | null {
  const name = (pattern: string): string | null => nameIn(pattern, message);
  switch (errno) {
    case 1048: {
      const found = name(`^Column ${column} cannot be null$`);
      return found === null ? null : noValue(found);
    }
    case 1364: {
      const found = name(`^Field ${column} doesn't have a default value$`);
      return found === null ? null : noValue(found);
    }
    case 1062:
    case 1586:
      return notUnique([], name("^Duplicate entry [^]* for key '(?:[^']*\\.)?([^'.]+)'$"));
    case 1406:
      return tooLong(name(`^Data too long for column ${column} at row \\d+$`));
    case 1265:
      return wrongType(name(`^Data truncated for column ${column} at row \\d+$`));
    case 1264:
      return outOfRange(name(`^Out of range value for column ${column} at row \\d+$`));
    case 1366:
    case 1292:
      return wrongType(name(`^Incorrect [^]* for column ${column} at row \\d+$`));
    case 1451:
    case 1217:
      return ofForeignKey(message, referredTo);
    case 1452:
    case 1216:
      return ofForeignKey(message, (_table, key, columns) => refersToNothing(key, columns));
    case 3819:
      return checkFailed(name("^Check constraint '([^']+)' is violated\\.?$"));
    case 4025:
      return checkFailed(name('^CONSTRAINT `([^`]+)` failed for '));
    case 1906:
    case 3105: {
      const found = name("^The value specified for generated column '([^']+)' in table ");
      return found === null ? null : generated(found);
    }
    case 1644:
      return byTrigger;
    case 1142:
      return noPrivilege(
        privilege(/^([A-Z, ]+) command denied to user .* for table (.+)$/s, message),
      );
    case 1143:
      return noPrivilege(
        privilege(/^([A-Z, ]+) command denied to user .* for column (.+) in table .+$/s, message),
      );
    default:
      return null;
  }
}

function nameIn(pattern: string, message: string): string | null {
  if (Buffer.byteLength(message) > longestMessage) return null;
  const found = new RegExp(pattern).exec(message);
  return found?.slice(1).find(Boolean) ?? null;
}

/** No value is in these: `(`db`.`table`, CONSTRAINT `key` FOREIGN KEY …)`. */
function ofForeignKey(
  message: string,
  say: (table: string | null, key: string | null, columns: string | null) => Failure,
): Failure {
  const names = /fails \(`[^`]*`\.`([^`]+)`, CONSTRAINT `([^`]+)` FOREIGN KEY \(`([^)]+)`\)/;
  const [, table, key, columns] = names.exec(message) ?? [];
  if (table === undefined || key === undefined) return foreignKey(null, null);
  return say(table, key, columns?.replaceAll('`', '') ?? null);
}

/** `SELECT on sessions`; the table's database is left out. */
function privilege(pattern: RegExp, message: string): string | null {
  const [, what, on] = pattern.exec(message) ?? [];
  const last = /([^`'.]+)[`']?$/.exec(on ?? '')?.[1];
  return what === undefined || last === undefined ? null : `${what.toLowerCase()} on ${last}`;
}
