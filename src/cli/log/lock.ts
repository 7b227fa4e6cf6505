import { constants, promises } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { FileFailed, unwritable } from '../files.js';
import { besideLog, logFlag } from './beside.js';
import { isGone, readProcess, thisProcess } from './process.js';
import { elapsed } from '../../inside.js';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/**
 * Runs work while no other command writes the log. A lock that a killed process left is taken away; one
 * that is held, as a rule for milliseconds, is waited for, in milliseconds `longestWait`.
 *
 * Throws FileFailed where the lock cannot be made, or is held by another for so long.
 */
export async function whileLocked<T>(
  path: string,
  work: () => Promise<T>,
  longestWait = 10_000,
): Promise<T> {
  const lock = besideLog(path, 'lock');
  const started = elapsed();
  for (let wait = 1; !(await taken(lock)); wait = Math.min(2 * wait, 50)) {
    if (elapsed() - started > longestWait) {
      throw new FileFailed(
        `${logFlag}: ${path} cannot be written: another command holds ${lock}; if none runs, remove that file`,
      );
    }
    if (await isLeft(lock)) await takeAway(lock);
    // Those who wait together should not come back together.
    await sleep(wait * (1 + Math.random()));
  }
  try {
    return await work();
  } finally {
    await promises.unlink(lock).catch(() => undefined);
  }
}

/** Makes the lock, with its holder's name in it; false where there is one. */
async function taken(lock: string): Promise<boolean> {
  try {
    const file = await promises.open(lock, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600);
    try {
      await file.writeFile(JSON.stringify(thisProcess())).finally(() => file.close());
    } catch (error) {
      await promises.unlink(lock).catch(() => undefined);
      throw error;
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw unwritable(logFlag, lock, error);
  }
}

/** Whether its holder is gone. One that is still empty is being made. */
async function isLeft(lock: string): Promise<boolean> {
  const text = await promises.readFile(lock, 'utf8').catch(() => '');
  try {
    const holder = readProcess(JSON.parse(text));
    return holder !== null && isGone(holder);
  } catch {
    return false;
  }
}

/**
 * Takes a lock away that was left. Only who holds the lock of the lock does: else a second one could
 * take away what a third has made meanwhile.
 */
async function takeAway(lock: string): Promise<void> {
  const claim = `${lock}.claim`;
  if (!(await taken(claim))) return;
  try {
    if (await isLeft(lock)) await promises.unlink(lock).catch(() => undefined);
  } finally {
    await promises.unlink(claim).catch(() => undefined);
  }
}
