import type { DriverError, Failure } from '../failure.js';
import { postgresRefusal } from './refusals.js';
import { networkFailure } from '../network.js';
import { poolerFailure } from './pooler.js';

/** How the driver for PostgreSQL says what went wrong. */
export function postgresFailure(error: DriverError): Failure {
  const { code, message } = error;
  if (code === '42P01') return { kind: 'missing-table', what: 'there is no such table' };
  if (/^SASL: .*password must be/.test(message)) return noPassword;
  if (code === '28000' && /^role ".*" does not exist$/s.test(message)) return noUser;
  return (
    poolerFailure(code, message) ??
    postgresRefusal(error) ??
    failures[code] ??
    networkFailure(code, message) ??
    classFailure(code)
  );
}

/** Source: PostgreSQL's manual, appendix "PostgreSQL Error Codes". */
const failures: Partial<Record<string, Failure>> = {
  '28P01': { kind: 'refused', what: 'the database refused the user name or the password' },
  '28000': {
    kind: 'refused',
    what: 'the database refused this user, from this host, in this way: look at its pg_hba.conf; it may want TLS (sslmode=require in the URL), or none (sslmode=disable)',
  },
  '3D000': { kind: 'missing-database', what: 'there is no database of that name on the server' },
  '3F000': { kind: 'missing-table', what: 'there is no such schema' },
  '25006': {
    kind: 'read-only',
    what: 'the database takes no writes: it is read-only or a replica',
  },
  '40001': { kind: 'busy', what: 'other transactions kept getting in the way' },
  '40P01': { kind: 'busy', what: 'other transactions kept getting in the way (deadlock)' },
  '55P03': { kind: 'busy', what: 'the table stayed locked by another transaction' },
  '57014': { kind: 'busy', what: 'the statement ran into the database’s time limit' },
  '57P01': { kind: 'unreachable', what: 'the database server is shutting down' },
  '57P02': { kind: 'unreachable', what: 'the database server crashed and is restarting' },
  '57P03': { kind: 'unreachable', what: 'the database server is starting up' },
  '53300': { kind: 'busy', what: 'the database server has no connection to spare' },
  '53400': { kind: 'busy', what: 'the database server is at a limit of its configuration' },
  '55000': { kind: 'busy', what: 'the database is not ready for this' },
  '57P04': { kind: 'missing-database', what: 'the database has been dropped' },
  '57P05': { kind: 'unreachable', what: 'the connection was idle for too long' },
  '55006': { kind: 'busy', what: 'the database is being used in a way that excludes others' },
  '53100': { kind: 'refused', what: 'the disk of the database server is full' },
  // Engines that speak PostgreSQL's protocol know no ctid (CockroachDB), or not everywhere (Citus).
  '42703': { kind: 'unsupported', what: 'the database knows no such column' },
  '42601': { kind: 'unsupported', what: 'the database does not understand the statement' },
  '0A000': { kind: 'unsupported', what: 'the database cannot do this' },
};

const noPassword: Failure = {
  kind: 'refused',
  what: 'the database wants a password, and the URL has none',
};

/** Where passwords are not asked for; elsewhere the server does not say. Its words may be translated. */
const noUser: Failure = { kind: 'refused', what: 'the database has no user of that name' };

function classFailure(code: string): Failure {
  if (code.startsWith('08')) return { kind: 'unreachable', what: 'the connection broke' };
  if (code.startsWith('23'))
    return { kind: 'constraint', what: 'a constraint of the table forbids it' };
  // What a trigger says of its own may name values.
  if (code.startsWith('P0'))
    return { kind: 'constraint', what: 'a trigger of the table forbids it' };
  return { kind: 'refused', what: `PostgreSQL refused with ${code === '' ? 'no code' : code}` };
}
