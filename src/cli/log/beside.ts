import { basename, dirname, join } from 'node:path';
import { flagNamed } from '../option-words.js';

/** A hidden file beside the log, which goes by the log's name. */
export const besideLog = (path: string, name: string): string =>
  join(dirname(path), `.${basename(path)}.${name}`);

/** What messages call the log. */
export const logFlag = flagNamed('log');
