import type { Command } from 'commander';
import { wordsOf, type Word } from '../argv-words.js';
import { mayBeShown, nearest } from '../../inside.js';
import { quoted, UsageError } from '../usage.js';
import type { Profile } from './contract.js';
import { profilesFile } from './paths.js';
import { everyName, readProfiles } from './read.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A command line, and the names of the profiles that stood in it. */
export interface Named {
  readonly argv: readonly string[];
  readonly names: readonly string[];
  /** Whether they stood there, and not in the environment. */
  readonly typed: boolean;
}

/**
 * Takes the words `@name` out of a command line, wherever they stand but behind `--` or as an option's
 * value; without one, the names are those of SESSION_ADMIN_PROFILE.
 */
export function takeNames(argv: readonly string[], program: Command, env: Environment): Named {
  const end = argv.indexOf('--');
  const words = wordsOf(end < 0 ? argv : argv.slice(0, end), program);
  const after = end < 0 ? [] : argv.slice(end);
  const isName = ({ is, text }: Word): boolean => is === 'argument' && text.startsWith('@');
  const typed = words.filter(isName).map(({ text }) => text.slice(1));
  const rest = words.filter((word) => !isName(word)).map(({ text }) => text);
  const fromEnvironment = (env['SESSION_ADMIN_PROFILE'] ?? '')
    .split(/[\s,]+/)
    .map((name) => name.replace(/^@/, ''))
    .filter((name) => name !== '');
  const isTyped = typed.length > 0;
  return {
    argv: [...rest, ...after],
    names: isTyped ? typed : fromEnvironment,
    typed: isTyped,
  };
}

/** Returns the profiles of these names, each once. Throws a UsageError for one that is not there. */
export async function profilesNamed(
  names: readonly string[],
  env: Environment,
): Promise<[Profile, ...Profile[]]> {
  const known = await readProfiles(env);
  const found = names.flatMap((name) => (name === everyName ? known : oneNamed(name, known, env)));
  const [first, ...others] = new Set(found);
  if (first !== undefined) return [first, ...others];
  throw new UsageError(`${profilesFile(env)}: there is no profile in it`, undefined, 'profiles');
}

function oneNamed(name: string, known: readonly Profile[], env: Environment): Profile {
  const found = known.find((profile) => profile.name === name);
  if (found !== undefined) return found;
  const names = [...known.map((profile) => profile.name), everyName];
  const near = nearest(name, names);
  const meant = near === undefined ? '' : `: did you mean @${near}?`;
  // A token may begin so, too.
  const shown = mayBeShown(name, names) ? ` ${quoted(name)}` : ' of that name';
  const elsewhere = near === undefined ? ': what begins with @ and is none goes behind --' : '';
  throw new UsageError(
    `there is no profile${shown} in ${profilesFile(env)}${meant}${elsewhere}`,
    undefined,
    'profiles',
  );
}
