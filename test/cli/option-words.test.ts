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
    const folder = fileURLToPath(new URL('../../src/cli/', import.meta.url));
    const files = (await readdir(folder, { recursive: true })).filter((name) =>
      name.endsWith('.ts'),
    );
    // Those of commander, and of less.
    const known = new Set([...options.map(flagOf), '--help', '--version', '--header']);
    const said = new Map<string, string>();
    for (const file of files) {
      const text = (await readFile(join(folder, file), 'utf8')).replace(
        /^\s*(?:\*|\/[/*]).*$/gm,
        '',
      );
      for (const [flag] of text.matchAll(/(?<=['"`\s])--[a-z]+(?:-[a-z]+)*(?![a-z-])/g))
        said.set(flag, file);
    }
    expect([...said].filter(([flag]) => !known.has(flag))).toEqual([]);
    expect(said.size).toBeGreaterThan(30);
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
