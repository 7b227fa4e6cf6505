import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of files that are shipped beside the command line: the guides, or the samples. */
const folderOf = (folder: 'help' | 'demo'): string =>
  fileURLToPath(new URL(`./${folder}/`, import.meta.url));

/** Returns the names of the shipped files of a kind, without their ending, in order. */
export const shippedNames = (folder: 'help' | 'demo', ending: string): string[] =>
  readdirSync(folderOf(folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();

/** Returns the text of a shipped file, or null where there is none of that name. */
export function shippedText(folder: 'help' | 'demo', file: string): string | null {
  try {
    return readFileSync(`${folderOf(folder)}${file}`, 'utf8');
  } catch {
    return null;
  }
}
