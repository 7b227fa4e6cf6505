/**
 * The second door, for the command line alone: what it takes of the library besides the public one,
 * and what no program that imports the library has to know.
 *
 * `index.ts` brings the whole library with it, and is loaded where a command opens a store. This one is
 * loaded with every command, and brings small files only.
 */
export { elapsed, systemClock } from './clock.js';
export { sqliteDriver } from './database/sqlite-driver.js';
export { durationIn } from './duration.js';
export { isAborted, SessionAdminError, type ErrorCode, type OptionName } from './errors.js';
export { readOpened, readStart } from './layouts/file/read-start.js';
export { mayBeShown, nearest } from './nearest.js';
export { codecNames, expiryFormatNames, layoutNames } from './session.js';
export { Cleanup } from './store/purge/cleanup.js';
export { addressRange, expectedRange } from './store/address.js';
export { checkNames } from './store/doctor/contract.js';
export { groupings, groupSorts } from './store/stats/contract.js';
export { columnValue, valuesAt } from './store/where.js';
export {
  oneLine,
  perhapsUnsafe,
  safeRanges,
  unsafe,
  unsafeCharacters,
  visibleCharacter,
} from './visible.js';
