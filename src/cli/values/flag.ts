import { flagNamed } from '../option-words.js';
import { given } from './given.js';

/** Reads an option of a command by its key, where it was given; a UsageError then names it. */
export const readFlag = <Key extends string, T>(
  flags: Partial<Readonly<Record<NoInfer<Key>, string | undefined>>>,
  key: Key,
  parse: (text: string) => T,
): T | undefined =>
  flags[key] === undefined ? undefined : given(flagNamed(key), flags[key], parse);
