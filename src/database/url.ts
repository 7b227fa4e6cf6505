import { SessionAdminError } from '../errors.js';
import type { DialectName, Location } from './contract.js';

const supported =
  'a SQLite file (`sessions.db`, `sqlite:sessions.db`), `postgres://…`, `mysql://…` or `mariadb://…`';

const schemes: Partial<Record<string, DialectName>> = {
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  file: 'sqlite',
  postgres: 'postgres',
  postgresql: 'postgres',
  mysql: 'mysql',
  mysql2: 'mysql',
  mariadb: 'mysql',
};

/**
 * Reads a database's URL: a SQLite file's path, `sqlite:path`, or the URL of a server.
 *
 * Throws a SessionAdminError `INVALID_ARGUMENT` that quotes nothing of the URL, which may hold a
 * password.
 */
export function parseDatabaseUrl(url: string): Location {
  if (url.trim() === '') throw invalid('the database URL is empty');
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return file(url);
  const dialect = schemes[scheme];
  if (dialect === undefined) throw invalid('the database URL is of an unknown kind');
  if (dialect === 'sqlite')
    return file(url.slice(scheme.length + 1).replace(/^\/\/(?=[^/]|\/)/, ''));
  return server(dialect, url);
}

function file(path: string): Location {
  if (path === '') throw invalid('the database URL names no file');
  return { dialect: 'sqlite', title: path, path, server: null };
}

function server(dialect: DialectName, text: string): Location {
  const url = readUrl(text);
  const [database, ...rest] = url.pathname.slice(1).split('/').map(decode);
  if (database === undefined || database === '' || rest.length > 0) {
    throw invalid('the database URL names no database (…/name)');
  }
  const socket = takeSocket(url);
  const host = socket ?? decode(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  const port = url.port === '' ? undefined : Number(url.port);
  return {
    dialect,
    title: `${database} at ${host === '' ? 'localhost' : host}${port === undefined ? '' : `:${port}`}`,
    path: '',
    server: {
      host: host === '' ? 'localhost' : host,
      port,
      database,
      username: url.username === '' ? undefined : decode(url.username),
      password: url.password === '' ? undefined : decode(url.password),
      driver: Object.fromEntries(url.searchParams),
    },
  };
}

/** WHATWG's parser refuses a URL without a host; a URL's error object would carry the password. */
function readUrl(text: string): URL {
  const noHost = /^([^:]+:\/\/(?:[^@/?#]*@)?)(?=[/?#]|$)/.exec(text)?.[1];
  const whole = noHost === undefined ? text : `${noHost}localhost${text.slice(noHost.length)}`;
  // A scheme that WHATWG knows nothing of keeps its host as it is, percent signs and all.
  const url = URL.canParse(whole) ? new URL(whole) : null;
  if (!url)
    throw invalid(
      'the database URL cannot be read (is a special character in the password not percent-encoded?)',
    );
  return url;
}

/** The socket: `?host=/folder` (PostgreSQL), `?socketPath=/file` (MySQL), or a percent-encoded host. */
function takeSocket(url: URL): string | undefined {
  for (const name of ['host', 'socketPath', 'socket', 'unix_socket']) {
    const value = url.searchParams.get(name);
    if (value !== null) {
      url.searchParams.delete(name);
      return value;
    }
  }
  return undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('the database URL has a percent sign that stands for nothing: write it as %25');
  }
}

const invalid = (problem: string): SessionAdminError =>
  new SessionAdminError(
    'INVALID_ARGUMENT',
    `${problem}: give ${supported} with --database or SESSION_ADMIN_DATABASE`,
  );
