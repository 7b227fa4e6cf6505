import { flagNamed } from '../option-words.js';
import { UsageError } from '../usage.js';
import { given } from './given.js';

/** Reads an option of a command by its key, where it was given; a UsageError then names it. */
export const readFlag = <Key extends string, T>(
  flags: Partial<Readonly<Record<NoInfer<Key>, string | undefined>>>,
  key: Key,
  parse: (text: string) => T,
): T | undefined =>
  flags[key] === undefined ? undefined : given(flagNamed(key), flags[key], parse);

/** What to say where several options are given, by their keys, that exclude each other. */
export function chooseOne(...keys: readonly [string, ...string[]]): UsageError {
  const flags = keys.map(flagNamed);
  return new UsageError(`choose one of ${flags.slice(0, -1).join(', ')} and ${flags.at(-1) ?? ''}`);
}
