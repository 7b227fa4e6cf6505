import { SessionAdminError, type ErrorCode } from '../errors.js';
import type { Dialect, DriverError, Failure } from './contract.js';

const codes: Record<Failure['kind'], ErrorCode> = {
  busy: 'DATABASE_UNAVAILABLE',
  unreachable: 'DATABASE_UNAVAILABLE',
  'missing-table': 'TABLE_MISSING',
  'missing-database': 'DATABASE_MISSING',
  unsupported: 'DATABASE_UNSUPPORTED',
  refused: 'DATABASE_REFUSED',
};

/**
 * Turns what Sequelize or a driver threw into a SessionAdminError whose message holds no SQL and no
 * values. The original is its `cause`.
 */
export function asDatabaseError(
  error: unknown,
  { dialect, title }: { dialect: Dialect; title: string },
): SessionAdminError {
  if (error instanceof SessionAdminError) return error;
  const { kind, what } = dialect.classify(driverError(error));
  return new SessionAdminError(codes[kind], `${title}: ${what}`, { cause: error });
}

/** Digs out the driver's own error, which Sequelize wraps as `parent`. */
function driverError(error: unknown): DriverError {
  const outer = (error ?? {}) as { parent?: unknown; name?: unknown };
  // Sequelize's own: the pool gave up waiting for a connection.
  if (outer.name === 'SequelizeConnectionAcquireTimeoutError') {
    return { code: 'ETIMEDOUT', message: '' };
  }
  const inner = (outer.parent ?? outer) as { code?: unknown; message?: unknown };
  return { code: text(inner.code), message: text(inner.message) };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
