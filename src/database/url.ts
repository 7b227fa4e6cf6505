import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { SessionAdminError } from '../errors.js';
import type { Location } from './connected.js';
import type { Dialect } from './contract.js';
import { ofPaths, ofScheme } from './registry.js';

const supported =
  'a SQLite file (`sessions.db`, `sqlite:sessions.db`), `postgres://…`, `mysql://…` or `mariadb://…`';

/**
 * Reads a database's URL: a SQLite file's path, `sqlite:path`, or the URL of a server.
 *
 * A server's URL is `scheme://user:password@host:port/database?option=value`, its parts
 * percent-encoded; `?host=/folder` or `?socketPath=/file` names a socket, and what libpq takes as an
 * option (`user`, `password`, `port`, `dbname`) may stand there too. The URL says it all: no
 * environment variable or password file is looked at. Where it names no user, it is the account that
 * runs the program, as for psql and the mysql client; where it names no host, it is localhost by TCP.
 *
 * Throws a SessionAdminError `INVALID_ARGUMENT` that quotes nothing of the URL, which may hold a
 * password.
 */
export function parseDatabaseUrl(url: string): Location {
  if (url.trim() === '') throw invalid('the database URL is empty');
  const scheme = /^\s*([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return file(url);
  const dialect = ofScheme(scheme);
  if (dialect === undefined) throw invalid('the database URL is of an unknown kind');
  if (!dialect.embedded) return server(dialect, url.trim());
  if (/^\s*file:\/\//i.test(url)) return file(filePath(url));
  const path = url.slice(url.indexOf(':') + 1);
  return file(path.replace(/^\/\//, ''), true);
}

/** `plain` says that a file is meant for sure, which a text without a scheme does not. */
function file(path: string, plain = false): Location {
  if (path === '') throw invalid('the database URL names no file');
  // Not a file's name, and with a password in it: it must not turn up in a message as one.
  const pasted = /:\/\/|^(?![a-z]:[\\/]).*:.*@|\b(?:password|passwd|pwd)\s*=/is.test(path);
  const login = /:\/\/.*@|^\s*(?![a-z]:[\\/])[^/]*:[^/]*@/is.test(path);
  if (login || (pasted && !plain))
    throw invalid('the database is neither a file nor a URL that is known');
  return { dialect: ofPaths, title: path, path, server: null };
}

function filePath(url: string): string {
  try {
    return fileURLToPath(url.trim());
  } catch {
    throw invalid('the file URL names no file of this machine (file:///path)');
  }
}

function server({ name }: Dialect, text: string): Location {
  const url = readUrl(text);
  const take = (...names: string[]): string | undefined => {
    const found = names.map((name) => url.searchParams.get(name) ?? '').find((v) => v !== '');
    for (const name of names) url.searchParams.delete(name);
    return found;
  };
  const [path = '', ...rest] = url.pathname.slice(1).split('/').map(decode);
  const [named, extra] = [take('dbname'), rest.length > 0];
  const database = path === '' ? named : path;
  // Options of other programs, which begin with a semicolon or an ampersand: a password may be one.
  if (database !== undefined && /[;&?].*=/s.test(database)) throw unreadable();
  if (database === undefined || extra) {
    throw invalid('the database URL names no database (…/name)');
  }
  const host =
    take('host', 'socketPath', 'socket', 'unix_socket') ??
    decode(url.hostname.replace(/^\[(.*)\]$/, '$1'));
  if (host.includes(',')) throw invalid('the database URL names several hosts: name one');
  const [user, password] = [take('user'), take('password')];
  const port = portOf(url.port === '' ? take('port') : url.port);
  return {
    dialect: name,
    title: `${database} at ${place(host === '' ? 'localhost' : host, port)}`,
    path: '',
    server: {
      host: host === '' ? 'localhost' : host,
      port,
      database,
      username: url.username === '' ? (user ?? account()) : decode(url.username),
      password: url.password === '' ? password : decode(url.password),
      driver: Object.fromEntries(url.searchParams),
    },
  };
}

/** WHATWG's parser refuses a URL without a host; a URL's error object would carry the password. */
function readUrl(text: string): URL {
  const [, before = '', authority = '', after = ''] =
    /^([^:]+:\/\/)([^/?#]*)(.*)$/s.exec(text) ?? [];
  // A raw `/`, `?` or `#` in a password ends the authority early, and leaves the `@` behind it.
  if (/[@#\\\s]/.test(after) || before === '') throw unreadable();
  const whole = /(^|@)$/.test(authority) ? `${before}${authority}localhost${after}` : text;
  // A scheme that WHATWG knows nothing of keeps its host as it is, percent signs and all.
  if (!URL.canParse(whole)) throw unreadable();
  return new URL(whole);
}

const unreadable = (): SessionAdminError =>
  invalid(
    'the database URL cannot be read: write special characters in its parts percent-encoded (@ as %40, / as %2F, # as %23)',
  );

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw invalid('the database URL has a port that is no number from 1 to 65535');
  }
  return port;
}

const place = (host: string, port: number | undefined): string =>
  port === undefined ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** The account's name; a container may run as a number that has none. */
function account(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('the database URL has a percent sign that begins no character: write it as %25');
  }
}

const invalid = (problem: string): SessionAdminError =>
  new SessionAdminError('INVALID_ARGUMENT', `${problem}: give ${supported}`, {
    options: ['database'],
  });

/**
 * Returns what a database is called in messages: the path of its file, or its name and its server.
 *
 * No password is in it, nor the account's name. Throws like `parseDatabaseUrl`.
 */
export const databaseTitle = (url: string): string => parseDatabaseUrl(url).title;
