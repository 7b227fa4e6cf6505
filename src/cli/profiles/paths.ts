import { isAbsolute, join } from 'node:path';
import { UsageError } from '../usage.js';

type Environment = Readonly<Record<string, string | undefined>>;

const homeOf = (env: Environment): string | undefined =>
  [env['HOME'], env['USERPROFILE']].find((path) => path !== undefined && isAbsolute(path));

/**
 * Returns the path of the file of profiles: that of SESSION_ADMIN_CONFIG, or the user's own.
 *
 * Source: XDG Base Directory Specification, which has a relative XDG_CONFIG_HOME ignored.
 */
export function profilesFile(env: Environment): string {
  const { SESSION_ADMIN_CONFIG: named = '', XDG_CONFIG_HOME: config = '' } = env;
  if (named !== '') {
    if (isAbsolute(named)) return named;
    // Whoever made the working folder would say which program is run.
    throw new UsageError('SESSION_ADMIN_CONFIG: expected an absolute path', undefined, 'profiles');
  }
  const home = homeOf(env);
  const folder = isAbsolute(config) ? config : home && join(home, '.config');
  if (folder !== undefined) return join(folder, 'session-admin', 'profiles.json');
  throw new UsageError(
    'there is no home folder to look for profiles in: name their file in SESSION_ADMIN_CONFIG',
    undefined,
    'profiles',
  );
}

/** A path of a profile: from its folder on, or from the home folder where it begins with `~/`. */
export function pathIn(folder: string, path: string, env: Environment): string {
  const home = homeOf(env);
  if (path.startsWith('~/') && home !== undefined) return join(home, path.slice(2));
  return isAbsolute(path) ? path : join(folder, path);
}

/** A database of a profile: the path of a SQLite file likewise, a URL as it is. */
export function databaseIn(folder: string, database: string, env: Environment): string {
  const [, scheme = '', path = ''] = /^(\s*(?:sqlite3?:(?:\/\/)?)?)(.*)$/is.exec(database) ?? [];
  const isUrl = /^\s*[a-z][a-z0-9+.-]+:/i.test(path);
  // What may be a login stays as it is, to be refused as one: it must not come out as a file's name.
  const mayBeLogin = scheme.trim() === '' ? /:.*@|:\/\//s : /^[^/]*:[^/]*@|:\/\//s;
  if (isUrl || mayBeLogin.test(path) || path === '' || path === ':memory:') return database;
  return scheme + pathIn(folder, path, env);
}
