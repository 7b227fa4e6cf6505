import { isAborted, SessionAdminError, type ErrorCode, type OptionName } from '../errors.js';
import type { Dialect } from './contract.js';
import type { DriverError, Failure } from './failure.js';

const codes: Record<Failure['kind'], ErrorCode> = {
  busy: 'DATABASE_UNAVAILABLE',
  unreachable: 'DATABASE_UNAVAILABLE',
  silent: 'DATABASE_UNAVAILABLE',
  'missing-table': 'TABLE_MISSING',
  'missing-database': 'DATABASE_MISSING',
  unsupported: 'DATABASE_UNSUPPORTED',
  forbidden: 'DATABASE_REFUSED',
  constraint: 'DATABASE_REFUSED',
  duplicate: 'DATABASE_REFUSED',
  'read-only': 'DATABASE_READ_ONLY',
  configuration: 'INVALID_ARGUMENT',
  refused: 'DATABASE_REFUSED',
};

const failures = new WeakMap<SessionAdminError, Failure>();

/** What a failure of the database was told to be; undefined for any other error. */
export const failureOf = (error: unknown): Failure | undefined =>
  error instanceof SessionAdminError ? failures.get(error) : undefined;

/** What kind of failure an error of the database is, finer than its code; undefined for any other. */
export const failureKind = (error: unknown): Failure['kind'] | undefined => failureOf(error)?.kind;

/** What a failure is of: the names that its message may hold. */
interface Source {
  dialect: Dialect;
  title: string;
}

/**
 * Turns what Sequelize or a driver threw into a SessionAdminError whose message holds no SQL and no
 * values. The original is its `cause`.
 */
export function asDatabaseError(error: unknown, { dialect, title }: Source): SessionAdminError {
  if (error instanceof SessionAdminError) return error;
  const failure = dialect.classify(driverError(error));
  const { kind, what, options = [] } = failure;
  const ours = new SessionAdminError(codes[kind], `${title}: ${what}`, { cause: error, options });
  failures.set(ours, failure);
  return ours;
}

/** No answer within a statement's own limit. */
export function silence({ title }: Source, limitMs: number): SessionAdminError {
  const limit = limitMs % 1000 === 0 ? `${limitMs / 1000} s` : `${limitMs} ms`;
  return ofKind(
    'silent',
    `${title}: no answer within ${limit}; ?statement_timeout=5min in the URL waits longer`,
  );
}

/** Nothing more is waited for, as the caller wanted it. */
export const stopped = ({ title }: Source): SessionAdminError =>
  new SessionAdminError('ABORTED', `${title}: stopped before it had answered`);

/** A connection was ended, and is asked again. */
export const broken = ({ title }: Source): SessionAdminError =>
  ofKind('unreachable', `${title}: the connection broke`);

/** Returns the error for a transaction whose COMMIT had no answer: nobody knows what came of it. */
export function uncertainCommit(error: unknown, { title }: Source): unknown {
  const kind = failureKind(error);
  if (kind !== 'silent' && kind !== 'unreachable' && !isAborted(error)) return error;
  const ours = new SessionAdminError(
    kind === undefined ? 'ABORTED' : codes[kind],
    `${title}: no answer to the COMMIT: whether it was done is not known`,
    { cause: error },
  );
  // Not to be tried again: it may have been done.
  failures.set(ours, { kind: 'silent', what: ours.message });
  return ours;
}

function ofKind(kind: Failure['kind'], message: string): SessionAdminError {
  const error = new SessionAdminError(codes[kind], message);
  failures.set(error, { kind, what: message });
  return error;
}

/** The same failure, said in other words: it stays known for what it is. */
export function inOtherWords(
  error: SessionAdminError,
  message: string,
  options: readonly OptionName[] = error.options,
): SessionAdminError {
  const other = new SessionAdminError(error.code, message, { cause: error, options });
  const failure = failures.get(error);
  if (failure) failures.set(other, failure);
  return other;
}

/** Throws what a database that was opened read-only says to a write. */
export function refuseWrite({ title }: Source): never {
  throw new SessionAdminError('DATABASE_REFUSED', `${title}: it was opened read-only`);
}

/** Digs out the driver's own error, which Sequelize wraps as `parent`. */
function driverError(error: unknown): DriverError {
  const outer = (error ?? {}) as { parent?: unknown; name?: unknown };
  // Sequelize's own: the pool gave up waiting for a connection.
  if (outer.name === 'SequelizeConnectionAcquireTimeoutError') {
    return { code: 'ETIMEDOUT', errno: 0, message: '' };
  }
  const inner = (outer.parent ?? outer) as Partial<Record<keyof DriverError, unknown>>;
  const errno = typeof inner.errno === 'number' ? inner.errno : 0;
  return {
    code: text(inner.code),
    errno,
    message: text(inner.message),
    ...named(inner, 'column'),
    ...named(inner, 'constraint'),
    ...named(inner, 'table'),
  };
}

function named(
  error: Partial<Record<keyof DriverError, unknown>>,
  name: 'column' | 'constraint' | 'table',
): Pick<DriverError, typeof name> {
  const value = text(error[name]);
  return value === '' ? {} : { [name]: value };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
