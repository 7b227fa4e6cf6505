import { timingSafeEqual } from 'node:crypto';
import { invalid } from './failure.js';

/** The application's secrets, the current one first. */
export type Secrets = readonly [current: string, ...former: string[]];

/** Returns the secrets, one a line; blank lines do not count. */
export function secretsOf(secret: string): Secrets {
  const [current, ...former] = secret.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (current === undefined) throw invalid("the application's secret is empty", 'secret');
  return [current, ...former];
}

/** Like `secretsOf`, for what cannot be done without; `task` says what that is. */
export function neededSecrets(secret: string | undefined, task: string): Secrets {
  if (secret !== undefined) return secretsOf(secret);
  throw invalid(`${task} needs the application's secret: give it`, 'secret');
}

/** Whether the bytes are the same, told in constant time. */
export function isSame(given: Uint8Array, made: Uint8Array): boolean {
  return given.length === made.length && timingSafeEqual(given, made);
}
