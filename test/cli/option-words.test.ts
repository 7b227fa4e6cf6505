import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { OptionName } from '../../src/errors.js';
import {
  flagNamed,
  flagOf,
  keyOf,
  named,
  variables,
  wayToGive,
} from '../../src/cli/option-words.js';
import { options } from '../../src/cli/options.js';
import { expiryFormatNames } from '../../src/index.js';

/** Complete, or it does not compile. */
const hints: Record<OptionName, string> = {
  database: '--database or SESSION_ADMIN_DATABASE',
  table: '--table or SESSION_ADMIN_TABLE',
  layout: '--layout or SESSION_ADMIN_LAYOUT',
  layoutFile: '--layout-file or SESSION_ADMIN_LAYOUT_FILE',
  codec: '--codec or SESSION_ADMIN_CODEC',
  columns: '--columns or SESSION_ADMIN_COLUMNS',
  expiryFormat: '--expiry-format or SESSION_ADMIN_EXPIRY_FORMAT',
  lifetime: '--lifetime or SESSION_ADMIN_LIFETIME',
  people: '--people or SESSION_ADMIN_PEOPLE',
  anonymous: '--anonymous',
  secret: '--secret-file or SESSION_ADMIN_SECRET',
  cookieName: '--cookie-name',
  grace: '--grace',
  trustExpiry: '--trust-expiry',
  data: '--raw-file',
  user: '--user',
  set: '--set',
};

/** What stands in the command line's files, less its comments. */
async function texts(): Promise<{ file: string; text: string }[]> {
  const folder = fileURLToPath(new URL('../../src/cli/', import.meta.url));
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8');
      return { file, text: text.replace(/^\s*(?:\*|\/[/*]).*$/gm, '') };
    }),
  );
}

const flagsIn = (text: string): string[] =>
  [...text.matchAll(/(?<=['"`\s])--[a-z]+(?:-[a-z]+)*(?![a-z-])/g)].map(([flag]) => flag);

describe('the words for options', () => {
  it.each(Object.entries(hints))('tell how to give %s: %s', (name, hint) => {
    expect(wayToGive(name as OptionName, true)).toBe(hint);
    expect(wayToGive(name as OptionName, false)).toBe(hint.split(' ')[0]);
  });

  it('name an option with its variable', () => {
    expect(named('expiryFormat')).toBe('--expiry-format (SESSION_ADMIN_EXPIRY_FORMAT)');
    expect(named('format')).toBe('--format');
  });

  it('name an option by its key', () => {
    expect(['yesTo', 'color', 'log'].map(flagNamed)).toEqual(['--yes-to', '--no-color', '--log']);
    expect(() => flagNamed('yes-to')).toThrow('there is no option yes-to');
  });

  it('are of options that there are, wherever they are said by hand', async () => {
    // Those of commander, and of less.
    const known = new Set([...options.map(flagOf), '--help', '--version', '--header']);
    const said = (await texts()).flatMap(({ text }) => flagsIn(text));
    expect(said.filter((flag) => !known.has(flag))).toEqual([]);
    expect(new Set(said).size).toBeGreaterThan(30);
  });

  it('are said by hand twice at most, beside the table of options and examples', async () => {
    const counts = new Map<string, number>();
    for (const { file, text } of await texts()) {
      if (file.endsWith('options.ts')) continue;
      const messages = text.replace(/.*session-admin [a-z]+ .*/g, '');
      for (const flag of flagsIn(messages)) counts.set(flag, (counts.get(flag) ?? 0) + 1);
    }
    const ofTable = [...counts].filter(([flag]) => options.some((one) => flagOf(one) === flag));
    expect(ofTable.length).toBeGreaterThan(5);
    expect(ofTable.filter(([, count]) => count > 2)).toEqual([]);
  });

  it('have a key for each option', () => {
    expect(options.map(keyOf)).toEqual(
      expect.arrayContaining(['database', 'expiryFormat', 'secretFile', 'color', 'trustExpiry']),
    );
  });

  it('name every variable once', () => {
    const names = variables().flatMap((row) => row.names.split(/, (?:then )?/));
    expect(names).toContain('DATABASE_URL');
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the table of options', () => {
  it('names every expiry format', () => {
    const help = options.find((one) => flagOf(one) === '--expiry-format')?.help ?? '';
    expect(expiryFormatNames.filter((name) => name !== 'auto' && !help.includes(name))).toEqual([]);
  });

  it('has each option once for a command', () => {
    const all = ['list', 'get', 'put', 'delete', 'purge', 'watch'] as const;
    for (const command of all) {
      const own = options.filter((one) => one.commands?.includes(command) ?? true).map(flagOf);
      expect(new Set(own).size).toBe(own.length);
    }
  });
});
