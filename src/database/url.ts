import { SessionAdminError } from '../errors.js';

/** Where a database is. */
export interface Location {
  dialect: 'sqlite';
  path: string;
}

const supported = 'a SQLite file (`sessions.db`, `sqlite:sessions.db`)';

/**
 * Reads a database's URL: a SQLite file's path, or `sqlite:path`.
 *
 * Throws a SessionAdminError `INVALID_ARGUMENT` that quotes nothing of the URL, which may hold a
 * password.
 */
export function parseDatabaseUrl(url: string): Location {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  if (url.trim() === '') throw invalid('the database URL is empty');
  if (scheme === undefined) return { dialect: 'sqlite', path: url };
  if (scheme === 'sqlite' || scheme === 'sqlite3' || scheme === 'file') {
    const path = url.slice(scheme.length + 1).replace(/^\/\/(?=\/|[^/])/, '');
    if (path === '') throw invalid('the database URL names no file');
    return { dialect: 'sqlite', path };
  }
  throw invalid('the database URL is of a kind that this version cannot open');
}

const invalid = (problem: string): SessionAdminError =>
  new SessionAdminError('INVALID_ARGUMENT', `${problem}: give ${supported}`);
