import type { Command } from 'commander';
import type { Io } from '../io.js';
import { escapeText } from '../output/escape.js';
import { allCommands } from '../program.js';
import { candidatesFor } from './candidates.js';

/**
 * Answers a shell: a line for each word that may stand in place of the last, with a tab before what
 * it means. `:files` and `:more` are no words, but say that the name of a file may stand there, and
 * that the word goes on. No database is opened, and nothing else is said.
 */
export async function answerShell(
  line: readonly string[],
  { stdout, env }: Io,
  program: Command,
): Promise<void> {
  const profiles = line.at(-1)?.startsWith('@') ? await profileNames(env) : [];
  const known = { program, commands: allCommands, profiles };
  const { words, files, goesOn } = candidatesFor(line, known);
  const lines = words.map(({ value, help }) => {
    const meaning = help === undefined ? '' : `\t${escapeText(firstClause(help))}`;
    return `${escapeText(value)}${meaning}\n`;
  });
  stdout.write([...lines, files ? ':files\n' : '', goesOn ? ':more\n' : ''].join(''));
}

/** Beside a word there is little room. */
const firstClause = (help: string): string => help.split(/[;:] | \(/)[0] ?? help;

/** Of a file that is refused there is nothing to offer, and the next command says why. */
async function profileNames(env: Io['env']): Promise<string[]> {
  const { everyName, readProfiles } = await import('../profiles/read.js');
  const profiles = await readProfiles(env).catch(() => []);
  return profiles.length === 0 ? [] : [...profiles.map(({ name }) => name), everyName];
}
