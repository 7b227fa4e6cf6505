import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { knownLayouts, type KnownLayout } from '../../src/index.js';
import type { Layout } from '../../src/layouts/contract.js';
import { variants } from '../../src/layouts/variants.js';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const fixtures = ['../fixtures', '../fixtures/more'].flatMap((folder) => readdirSync(at(folder)));

/** Fixtures of layouts that have not their names. */
const folders: Readonly<Record<string, string>> = {
  'flask-session': 'none: those are of SQLAlchemy',
  'flask-session/2': 'flask-session',
  roundcube: 'none: those are of 1.6',
  'roundcube/2': 'roundcube',
  'gorilla/2': 'gorilla-mysql',
  'codeigniter/2': 'codeigniter-3',
  'typo3/2': 'typo3-backend',
  'token-row': 'better-auth',
  'token-row/2': 'authjs',
};

/** Whether rows that the system wrote itself are among the fixtures. */
function hasOwnRows({ name }: KnownLayout): boolean {
  const own = folders[name] ?? name;
  return fixtures.some((folder) => folder === own || folder.startsWith(`${own}-`));
}

const foundBy = { names: 'columns', rows: 'columns, rows', nothing: 'a guess' } as const;

function written({ readOnly, payload }: Layout): string {
  if (readOnly !== null) return 'no';
  return payload !== null && payload.readOnly !== null ? 'its bytes' : 'yes';
}

function purged({ cell, columns, expiry }: Layout): string {
  if (cell === null && columns.expiry.length === 0) return 'nothing ends';
  if (expiry.lifetimeMs === Infinity) return 'its settings';
  return expiry.lifetimeMs > 0 && expiry.lifetimeIn.length === 0 ? 'by last use' : 'by its end';
}

/** What the guide says of a layout, told from the layout. */
function rowOf(known: KnownLayout, layout: Layout): string[] {
  const { name, title, codecs, seeded } = known;
  return [
    `\`${name}\``,
    title,
    foundBy[layout.columns.provenBy],
    codecs.join(', ') || 'none',
    written(layout),
    seeded && layout.readOnly === null ? 'yes' : 'no',
    layout.columns.revoked.length === 0 ? 'no' : layout.logout === 'marks' ? 'marks' : 'yes',
    purged(layout),
    hasOwnRows(known) ? 'its own rows' : 'its source',
  ];
}

it('the guide of frameworks has a line for each layout, and says what that does', async () => {
  const known = await knownLayouts();
  const rows = variants.map(({ layout }, i) => rowOf(known[i] ?? expect.fail(), layout));
  const guide = await readFile(at('../../src/cli/help/frameworks.md'), 'utf8');
  const lines = [...guide.matchAll(/^\| (`.*?) \|$/gm)].map(([, cells]) =>
    (cells ?? '').split('|').map((cell) => cell.trim()),
  );
  expect(lines).toEqual(rows);
});
