import { randomBytes } from 'node:crypto';
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
  const own = await named(`${lock}.${randomBytes(8).toString('hex')}`);
  try {
    await waitFor(lock, own, path, longestWait);
    try {
      return await work();
    } finally {
      await promises.unlink(lock).catch(() => undefined);
    }
  } finally {
    await promises.unlink(own).catch(() => undefined);
  }
}

async function waitFor(
  lock: string,
  own: string,
  path: string,
  longestWait: number,
): Promise<void> {
  const started = elapsed();
  for (let wait = 1; !(await taken(lock, own)); wait = Math.min(2 * wait, 50)) {
    if (elapsed() - started > longestWait) {
      throw new FileFailed(
        `${logFlag}: ${path} cannot be written: another command holds ${lock}; if none runs, remove that file`,
      );
    }
    if (await isLeft(lock)) await takeAway(lock, own);
    // Those who wait together should not come back together.
    await sleep(wait * (1 + Math.random()));
  }
}

/** Makes a file with this process' name in it. */
async function named(path: string): Promise<string> {
  try {
    const file = await promises.open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0o600);
    await file.writeFile(JSON.stringify(thisProcess())).finally(() => file.close());
    return path;
  } catch (error) {
    await promises.unlink(path).catch(() => undefined);
    throw unwritable(logFlag, path, error);
  }
}

/** What a system says that has no second names for a file. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Takes the lock, in whose file is its holder's name from the start: who is killed in the middle leaves
 * none that says nothing. False where there is one.
 */
async function taken(lock: string, own: string): Promise<boolean> {
  try {
    await promises.link(own, lock);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!noLinks.has(code)) throw unwritable(logFlag, lock, error);
  }
  try {
    await promises.copyFile(own, lock, constants.COPYFILE_EXCL);
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
async function takeAway(lock: string, own: string): Promise<void> {
  const claim = `${lock}.claim`;
  if (!(await taken(claim, own))) return;
  try {
    if (await isLeft(lock)) await promises.unlink(lock).catch(() => undefined);
  } finally {
    await promises.unlink(claim).catch(() => undefined);
  }
}
