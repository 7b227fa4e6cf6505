import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../usage.js';
import { readSecretFile } from '../values/secret.js';
import { commandOutput } from './command-output.js';
import type { DatabaseSource, Profile } from './contract.js';
import { databaseIn } from './paths.js';
import { isReadByOthers } from './trust.js';
import { readTrusted } from './trusted-file.js';

/** Far beyond any URL. */
const longest = 64 * 1024;

/** What it takes to get at an application's sessions. */
export interface Access {
  readonly database: string;
  readonly secret: string | undefined;
}

/** What was given otherwise, and so beats the profile. */
type Given = { readonly [Part in keyof Access]: Access[Part] | undefined };

/** Whom a profile may tell something while it is looked up. */
interface Hearer {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly warn: (text: string) => Promise<void>;
  /** Says a line of what the profile's own program says on stderr. */
  readonly tell: (text: string) => Promise<void>;
}

/**
 * Returns the database and the secret of a profile, less what is given otherwise. Files that hold a
 * secret and that others can read are told. Throws a UsageError that names the profile, and nothing
 * of what is secret.
 */
export async function accessOf(profile: Profile, given: Given, hearer: Hearer): Promise<Access> {
  return {
    database: await databaseOf(profile, given.database, hearer),
    secret: given.secret ?? (await secretOf(profile, hearer)),
  };
}

/** `database` is what the options come to, the profile's own among them. */
async function databaseOf(
  { name, file, options, source, readByOthers }: Profile,
  database: string | undefined,
  hearer: Hearer,
): Promise<string> {
  if (database !== undefined) {
    const isOurs = database === options['database'];
    if (isOurs && readByOthers && hasPassword(database)) await hearer.warn(readable(file));
    return database;
  }
  if (source === null) {
    throw new UsageError(
      `${name}: the profile names no database: give it database, databaseFile or databaseCommand`,
      undefined,
      'profiles',
    );
  }
  const folder = dirname(file);
  const what = `${name}: ${source.kind === 'file' ? 'databaseFile' : 'databaseCommand'}`;
  return databaseIn(
    folder,
    oneLineOf(what, await textOf(what, source, folder, hearer)),
    hearer.env,
  );
}

async function textOf(
  what: string,
  source: DatabaseSource,
  cwd: string,
  { env, warn, tell }: Hearer,
): Promise<string> {
  if (source.kind === 'command') {
    const told = (line: string): Promise<void> => tell(`${what}: ${line}`);
    return commandOutput(what, source.argv, { cwd, env, longest, tell: told });
  }
  const { text, readByOthers } = await readTrusted(what, source.path, longest);
  if (readByOthers) await warn(readable(source.path));
  return text;
}

async function secretOf(
  { name, options: { secretFile } }: Profile,
  { warn }: Hearer,
): Promise<string | undefined> {
  if (secretFile === undefined) return undefined;
  const secret = await readSecretFile(`${name}: secretFile`, secretFile);
  if (isReadByOthers(secretFile, statSync(secretFile))) await warn(readable(secretFile));
  return secret;
}

const readable = (path: string): string =>
  `others on this machine can read ${path}, which holds a secret: chmod o= ${path}`;

/** A password in a URL, or in its options. */
const hasPassword = (database: string): boolean =>
  /:\/\/[^/?#]*:[^/?#]*@|\bpassword=/is.test(database);

function oneLineOf(what: string, text: string): string {
  const value = text.replace(/^\uFEFF/, '').trim();
  if (value !== '' && !/[\r\n]/.test(value)) return value;
  throw new UsageError(`${what}: expected the URL of a database, in one line`);
}
