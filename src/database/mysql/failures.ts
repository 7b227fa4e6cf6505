import type { DriverError, Failure } from '../failure.js';
import { passwordInPlainText } from './login.js';
import { mysqlRefusal } from './refusals.js';
import { networkFailure } from '../network.js';
import { noPrivilege } from '../refusals.js';

/** How the driver for MySQL and MariaDB says what went wrong. */
export const mysqlFailure = ({ code, errno, message }: DriverError): Failure =>
  mysqlRefusal({ code, errno, message }) ??
  (errno === 1047 && message.includes('WSREP') ? noQuorum : undefined) ??
  mariadbFailures[errno] ??
  failures[code] ??
  networkFailure(code, message) ?? {
    kind: 'refused',
    what:
      errno === 0 && code === ''
        ? 'the database answered in a way that the driver does not understand'
        : `the database refused with ${errno === 0 ? code : `error ${errno}`}`,
  };

/** Galera's answer to everything, in words that MySQL has for an unknown command. */
const noQuorum: Failure = {
  kind: 'unreachable',
  what: 'the node has no quorum, or has not joined its cluster yet',
};

const wrongUser: Failure = {
  kind: 'refused',
  what: 'the database refused the user name or the password',
};
const noConnection: Failure = {
  kind: 'busy',
  what: 'the database server has no connection to spare',
};
const wrongHost: Failure = {
  kind: 'refused',
  what: 'the database server takes no connections from this host',
};
const wrongLogin: Failure = {
  kind: 'refused',
  what: 'the database server wants this user to log in in a way that is not supported',
};
const readOnly: Failure = {
  kind: 'read-only',
  what: 'the database takes no writes: it is read-only or a replica',
};

const lockedAccount: Failure = { kind: 'refused', what: 'this user’s account is locked' };
const timeLimit: Failure = {
  kind: 'busy',
  what: 'the statement ran into the database’s time limit',
};

/** MariaDB's own numbers, for which the driver has no name, or MySQL's name for something else. */
const mariadbFailures: Partial<Record<number, Failure>> = {
  1927: { kind: 'unreachable', what: 'the connection was ended at the server' },
  1969: timeLimit,
  4151: lockedAccount,
};

/** Source: MySQL's manual, "Server Error Message Reference". */
const failures: Partial<Record<string, Failure>> = {
  ER_ACCESS_DENIED_ERROR: wrongUser,
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: wrongUser,
  ER_ACCOUNT_HAS_BEEN_LOCKED: lockedAccount,
  ER_MUST_CHANGE_PASSWORD: { kind: 'refused', what: 'this user’s password has expired' },
  ER_MUST_CHANGE_PASSWORD_LOGIN: { kind: 'refused', what: 'this user’s password has expired' },
  ER_HOST_NOT_PRIVILEGED: wrongHost,
  ER_HOST_IS_BLOCKED: wrongHost,
  ER_NOT_SUPPORTED_AUTH_MODE: wrongLogin,
  AUTH_SWITCH_PLUGIN_ERROR: wrongLogin,
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED: wrongLogin,
  [passwordInPlainText]: {
    kind: 'refused',
    what: 'the database wants the password itself, over a connection that others may read: use TLS (sslmode=require in the URL), or allowPublicKeyRetrieval=true where nobody can be in between',
  },
  ER_SECURE_TRANSPORT_REQUIRED: {
    kind: 'refused',
    what: 'the database server wants TLS: ask for it with sslmode=require in the URL',
  },
  ER_DBACCESS_DENIED_ERROR: { kind: 'refused', what: 'this user may not use that database' },
  ER_BAD_DB_ERROR: {
    kind: 'missing-database',
    what: 'there is no database of that name on the server',
  },
  ER_NO_SUCH_TABLE: { kind: 'missing-table', what: 'there is no such table' },
  ER_SPECIFIC_ACCESS_DENIED_ERROR: noPrivilege(null),
  ER_OPTION_PREVENTS_STATEMENT: readOnly,
  ER_READ_ONLY_MODE: readOnly,
  ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: readOnly,
  ER_LOCK_DEADLOCK: { kind: 'busy', what: 'other transactions kept getting in the way (deadlock)' },
  ER_LOCK_WAIT_TIMEOUT: { kind: 'busy', what: 'the table stayed locked by another transaction' },
  ER_CHECKREAD: { kind: 'busy', what: 'other transactions kept getting in the way' },
  ER_QUERY_INTERRUPTED: { kind: 'busy', what: 'the statement was interrupted at the server' },
  ER_QUERY_TIMEOUT: timeLimit,
  ER_CON_COUNT_ERROR: noConnection,
  ER_TOO_MANY_USER_CONNECTIONS: noConnection,
  ER_USER_LIMIT_REACHED: noConnection,
  ER_SERVER_SHUTDOWN: { kind: 'unreachable', what: 'the database server is shutting down' },
  ER_CLIENT_INTERACTION_TIMEOUT: {
    kind: 'unreachable',
    what: 'the connection was idle for too long',
  },
  ER_PARSE_ERROR: {
    kind: 'unsupported',
    what: 'the database does not understand the statement: MySQL 8 or MariaDB 10.6 is needed',
  },
  ER_RECORD_FILE_FULL: { kind: 'refused', what: 'the disk of the database server is full' },
};
