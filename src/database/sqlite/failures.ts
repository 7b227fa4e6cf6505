import type { DriverError, Failure } from '../failure.js';
import { sqliteRefusal } from './refusals.js';

/** How the driver for SQLite says what went wrong. */
export function sqliteFailure({ code, errno, message }: DriverError): Failure {
  const missing = /no such table: (?:main\.)?(.+)$/.exec(message);
  if (missing) return { kind: 'missing-table', what: `there is no such table` };
  return (
    sqliteRefusal({ code, errno, message }) ??
    failures[code] ?? { kind: 'refused', what: `SQLite failed with ${code}` }
  );
}

const failures: Partial<Record<string, Failure>> = {
  SQLITE_BUSY: { kind: 'busy', what: 'the database stayed locked by another program' },
  SQLITE_LOCKED: { kind: 'busy', what: 'the table stayed locked by another connection' },
  SQLITE_NOTADB: { kind: 'refused', what: 'the file is not a SQLite database' },
  SQLITE_CORRUPT: { kind: 'refused', what: 'the SQLite file is damaged' },
  SQLITE_FULL: { kind: 'refused', what: 'the disk is full' },
  SQLITE_IOERR: { kind: 'refused', what: 'the disk failed to read or write' },
  SQLITE_PERM: { kind: 'refused', what: 'access to the file is denied' },
  SQLITE_AUTH: { kind: 'refused', what: 'access to the file is denied' },
  SQLITE_TOOBIG: { kind: 'refused', what: 'a value is larger than SQLite can hold' },
  SQLITE_SCHEMA: { kind: 'busy', what: 'the table was being changed' },
  SQLITE_CONSTRAINT: { kind: 'constraint', what: 'a constraint of the table forbids it' },
  SQLITE_READONLY: {
    kind: 'refused',
    what: 'the file is read-only, or a program that crashed left a write in it unfinished, which the next command that writes (purge, for one) takes back',
  },
  SQLITE_CANTOPEN: {
    kind: 'refused',
    what: 'the file cannot be opened: look at its permissions and those of its folder',
  },
};
