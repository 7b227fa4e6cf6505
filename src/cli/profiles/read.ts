import { dirname } from 'node:path';
import type { parse as parseLossless } from 'lossless-json';
import { keyOf } from '../option-words.js';
import { options as allOptions } from '../options.js';
import { quoted, UsageError } from '../usage.js';
import { unknown } from '../values/one-of.js';
import type { DatabaseSource, Profile } from './contract.js';
import { databaseIn, pathIn, profilesFile } from './paths.js';
import { readTrusted } from './trusted-file.js';

/** Far beyond any list of applications, and small enough to read at once. */
const longest = 1024 * 1024;

/** What the environment may say: what tells an application from another, and where it is written down. */
const optionsOfProfiles = allOptions.filter(({ variables }) => variables !== undefined);
const pathKeys = new Set(
  optionsOfProfiles.filter(({ flags }) => flags.includes('<path>')).map(keyOf),
);
const sources = ['database', 'databaseFile', 'databaseCommand'] as const;
const keys = [...new Set([...sources, ...optionsOfProfiles.map(keyOf), 'protect'])];

/** So that a name can stand in a shell, a log and a file's name as it is. */
const nameForm = /^[a-z0-9][\w.-]{0,63}$/i;
/** The word for every profile. */
export const everyName = 'all';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the user's profiles, in the order of their file; all are checked, whichever is meant.
 *
 * Throws a UsageError that names the file, the profile and the key, and never a value that may be a
 * secret.
 */
export async function readProfiles(env: Environment): Promise<Profile[]> {
  const file = profilesFile(env);
  try {
    const { text, readByOthers } = await readTrusted(file, file, longest);
    const { parse } = await import('lossless-json');
    const whole = members(parsed(parse, text), 'expected an object with a profile for each name');
    return whole.map(([name, value]) => {
      const read = (): Profile => ({ file, readByOthers, ...profile(name, value, file, env) });
      return within(nameForm.test(name) ? name : 'a profile', read);
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const message = error.message.startsWith(file) ? error.message : `${file}: ${error.message}`;
    throw new UsageError(message, undefined, 'profiles');
  }
}

/** A key that stands twice is refused: one of both would be left out in silence. */
function parsed(parse: typeof parseLossless, text: string): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ''), undefined, Number);
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const at = /position (\d+)/.exec(message)?.[1];
    const line = text.slice(0, Number(at ?? 0)).split('\n').length;
    const what = message.startsWith('Duplicate key')
      ? 'a key stands there twice'
      : 'it is not JSON';
    throw new UsageError(at === undefined ? what : `${what}, in line ${line}`);
  }
}

function profile(
  name: string,
  value: unknown,
  file: string,
  env: Environment,
): Pick<Profile, 'name' | 'options' | 'source' | 'protect'> {
  if (!nameForm.test(name)) {
    throw new UsageError(
      `${isMaybeUrl(name) ? 'what stands there' : quoted(name)} is no name: expected letters, digits, and then also . _ -, 64 at most`,
    );
  }
  if (name === everyName)
    throw new UsageError(`@${everyName} means every profile: name it otherwise`);
  const folder = dirname(file);
  const given = members(value, 'expected an object with the names of options');
  for (const [key] of given) {
    if (keys.includes(key)) continue;
    throw new UsageError(
      `unknown key: ${unknown(`expected one of ${keys.join(', ')}`, key, keys)}`,
    );
  }
  const ways = sources.filter((source) => given.some(([key]) => key === source));
  if (ways.length > 1) throw new UsageError(`choose one of ${ways.join(' and ')}`);
  const options: Record<string, string> = {};
  let source: DatabaseSource | null = null;
  let protect = false;
  for (const [key, member] of given) {
    within(key, () => {
      if (key === 'protect') protect = flag(member);
      else if (key === 'databaseCommand')
        source = { kind: 'command', argv: words(member, folder, env) };
      else if (key === 'databaseFile')
        source = { kind: 'file', path: pathIn(folder, text(member), env) };
      else options[key] = inFolder(key, text(member), folder, env);
    });
  }
  return { name, options, source, protect };
}

/** What was meant as a value, with a password in it. */
const isMaybeUrl = (name: string): boolean => /[:@/=]/.test(name);

function inFolder(key: string, value: string, folder: string, env: Environment): string {
  if (key === 'database') return databaseIn(folder, value, env);
  return pathKeys.has(key) ? pathIn(folder, value, env) : value;
}

/** The program is looked for where the shell would; a path to it begins at the profile's folder. */
function words(value: unknown, folder: string, env: Environment): [string, ...string[]] {
  const isList = Array.isArray(value) && value.every((word) => typeof word === 'string');
  const [program = '', ...rest] = isList ? value : [];
  if (program === '') {
    throw new UsageError(
      'expected a list of words, a program and what it is given: there is no shell',
    );
  }
  return [/[/\\]/.test(program) ? pathIn(folder, program, env) : program, ...rest];
}

function text(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError('expected a text that is not empty, as it would be typed');
}

function flag(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new UsageError('expected true or false');
}

function members(value: unknown, expected: string): [string, unknown][] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject) throw new UsageError(expected);
  return Object.entries(value);
}

/** Puts in front of what is wrong where that is. */
function within<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${place}: ${error.message}`) : error;
  }
}
