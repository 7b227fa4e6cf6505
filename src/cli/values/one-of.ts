import { mayBeShown, nearest } from '../../inside.js';
import { quoted, UsageError } from '../usage.js';

/**
 * Reads one of several names. Throws a UsageError that lists them, or says which command does where
 * they are too many, and names the nearest.
 */
export function oneOf<Name extends string>(
  names: readonly Name[],
  text: string,
  listedBy?: string,
): Name {
  const name = names.find((candidate) => candidate === text);
  if (name !== undefined) return name;
  const expected =
    listedBy === undefined ? `one of ${names.join(', ')}` : `a name that ${listedBy} shows`;
  throw new UsageError(unknown(`expected ${expected}`, text, names));
}

/** What was expected, then what was given, if it may be shown, and what it may have been meant for. */
export function unknown(expected: string, text: string, names: readonly string[]): string {
  if (!mayBeShown(text, names)) return expected;
  const near = nearest(text, names);
  return `${expected}, not ${quoted(text)}${near === undefined ? '' : `: did you mean ${near}?`}`;
}
