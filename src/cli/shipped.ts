import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folders of files that are shipped beside the command line: guides, samples, scripts for shells. */
type Shipped = 'help' | 'demo' | 'completion';

const folderOf = (folder: Shipped): string =>
  fileURLToPath(new URL(`./${folder}/`, import.meta.url));

/** Returns the names of the shipped files of a kind, without their ending, in order. */
export const shippedNames = (folder: Shipped, ending: string): string[] =>
  readdirSync(folderOf(folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();

/** Returns the text of a shipped file, or null where there is none of that name. */
export function shippedText(folder: Shipped, file: string): string | null {
  try {
    return readFileSync(`${folderOf(folder)}${file}`, 'utf8');
  } catch {
    return null;
  }
}
