import { execFile } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { formatNames } from '../src/cli/formats/contract.js';
import { useFolder } from './helpers/folder.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = useFolder();

/** The floors of the house, the highest first; those of one line do not import each other. */
const floors = [
  ['bin'],
  ['cli'],
  ['index', 'inside'],
  ['store'],
  ['layouts'],
  ['cookies'],
  ['codecs', 'database'],
];

/** The doors of the library: the public one, and that of the command line. */
const doors = new Set(['index', 'inside']);

/** What every floor of the library may use. */
const nouns = new Set([
  'src/errors.ts',
  'src/session.ts',
  'src/clock.ts',
  'src/visible.ts',
  'src/duration.ts',
  'src/grouped-by.ts',
  'src/nearest.ts',
]);

/** Which codecs wrap others, and so import them; every other codec imports its own files and reading. */
const wrappers: Readonly<
  Record<string, { readonly wraps: readonly string[]; readonly why: string }>
> = {
  base64: { wraps: ['json'], why: 'what it holds is JSON, where it looks like it' },
  django: { wraps: ['pickle'], why: 'what is signed is JSON or a pickle' },
  laravel: { wraps: ['php'], why: 'inside its base64 is what PHP serialized, or JSON' },
  rails: { wraps: ['marshal', 'json'], why: 'a column holds base64 of Marshal, or plain JSON' },
  securecookie: { wraps: ['gob', 'json'], why: 'what is signed is a gob, or JSON' },
  tower: { wraps: ['msgpack'], why: 'it is a list of MessagePack’s, with the values in it' },
};

/** What all codecs may import, and the lists that import codecs, and cells of their formats. */
const codecsShare = new Set(['reading', 'contract']);
const codecsLists = new Set(['registry', 'cells']);

/** The dialects' folders, which alone say what is one dialect's own. */
const dialectFolder = /^src\/database\/(sqlite|postgres|mysql)\//;

/** What lists the dialects, and what tells one from another for layouts that know some only. */
const tellsDialects = new Set(['src/database/registry.ts', 'src/database/contract.ts']);

/** Past 250 lines a second idea is looked for; this is where none of them is believed to be one. */
const longest = 320;

/** A layout is data: what is longer has an ability in it that belongs to the engine. */
const longestLayout = 60;

/** What only the command line may touch. */
const processMembers = /^(?:env|argv|exit|exitCode|stdin|stdout|stderr|cwd|chdir|on|once|kill)$/;

/** Gives what is wrong with a file, one line each. */
function complaints(path: string, source: string): string[] {
  const tree = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const wrong = importsOf(path, source).map((to) => wrongImport(path, to));
  if (path.startsWith('src/') && floorOf(path) !== 'cli') {
    wrong.push(...ambientUses(tree), ...wordsOfTheCli(tree));
  }
  if (!dialectFolder.test(path) && !tellsDialects.has(path)) wrong.push(...dialectsNamed(tree));
  if (floorOf(path) === 'cli' && !path.startsWith('src/cli/formats/')) {
    wrong.push(...askedFormats(tree));
  }
  if (lineCount(source) > longest) wrong.push(`has more than ${longest} lines`);
  wrong.push(...longLayouts(tree));
  if (/(?:^|[/-])(?:utils?|helpers?|commons?)(?:[/.-]|$)/.test(path)) {
    wrong.push('has a name that does not say the thing');
  }
  return wrong.filter((text) => text !== null).map((text) => `${path} ${text}`);
}

/** The files of the project that a file imports, in whatever way: statically, as types, lazily. */
function importsOf(path: string, source: string): string[] {
  return ts
    .preProcessFile(source, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.join(dirname(path), specifier).replace(/^dist\//, 'src/'))
    .map((target) => target.replace(/\.c?js$/, '.ts'));
}

function wrongImport(from: string, to: string): string | null {
  const [above, below] = [floorOf(from), floorOf(to)];
  if (nouns.has(to) && above !== 'cli' && above !== 'bin') return null;
  if (nouns.has(from)) return `is a noun and imports ${to}`;
  if (above === 'cli' && nouns.has(to)) return `imports ${to}, past the library's two doors`;
  if (below === null) return `imports ${to}, which is on no floor`;
  if (isCommand(from) && isCommand(to)) return `imports ${to}, another command: see src/cli/shared`;
  if (above === below && above === 'codecs') return foreignCodec(from, to);
  const dialect = dialectFolder.exec(to)?.[1];
  if (
    dialect !== undefined &&
    !tellsDialects.has(from) &&
    dialectFolder.exec(from)?.[1] !== dialect
  )
    return `imports ${to}, past the contract of dialects`;
  if (above === below) return null;
  if (above === 'cli' && !doors.has(below)) return `imports ${to}, past the library's two doors`;
  if (above === 'bin' && to !== 'src/cli/start.ts') return `imports ${to}, past src/cli/start.ts`;
  return levelOf(above) < levelOf(below) ? null : `imports ${to}, which is not below it`;
}

/** One command, apart from what they all look like. */
const isCommand = (path: string): boolean =>
  path.startsWith('src/cli/commands/') && path !== 'src/cli/commands/command.ts';

/** Says that a codec borrows from another that it does not wrap. */
function foreignCodec(from: string, to: string): string | null {
  const [own, foreign] = [codecOf(from), codecOf(to)];
  if (codecsLists.has(own) || own === foreign || codecsShare.has(foreign)) return null;
  if (wrappers[own]?.wraps.includes(foreign) === true) return null;
  return `imports ${to}, of a codec that it does not wrap: src/codecs/reading is for what they share`;
}

/** The name of a codec's folder, or of its one file. */
const codecOf = (path: string): string => path.split('/')[2]?.replace(/\.ts$/, '') ?? '';

/** The circles in what imports what, each as its files in order. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const open: string[] = [];
  const visit = (path: string): void => {
    const at = open.indexOf(path);
    if (at >= 0) circles.push(open.slice(at));
    if (at >= 0 || done.has(path)) return;
    open.push(path);
    for (const to of imports.get(path) ?? []) visit(to);
    open.pop();
    done.add(path);
  };
  for (const path of imports.keys()) visit(path);
  return circles;
}

/** `bin`, `index` for the library's door, or the folder of src; null for any other file. */
function floorOf(path: string): string | null {
  const [top, second = ''] = path.split('/');
  const name = top === 'src' ? second.replace(/\.ts$/, '') : top;
  return floors.flat().find((floor) => floor === name) ?? null;
}

const levelOf = (floor: string | null): number =>
  floors.findIndex((names) => floor !== null && names.includes(floor));

const lineCount = (source: string): number => source.trimEnd().split('\n').length;

/** Layouts that say more than a layout should. */
function longLayouts(node: ts.Node): string[] {
  const inside: string[] = [];
  ts.forEachChild(node, (child) => void inside.push(...longLayouts(child)));
  if (!ts.isCallExpression(node) || node.expression.getText() !== 'defineLayout') return inside;
  const isLong = lineCount(node.getText()) > longestLayout;
  return isLong ? [`has a layout of more than ${longestLayout} lines`, ...inside] : inside;
}

/** Uses of the process and the console, which are the command line's alone. */
function ambientUses(node: ts.Node): string[] {
  const inside: string[] = [];
  ts.forEachChild(node, (child) => void inside.push(...ambientUses(child)));
  if (ts.isImportDeclaration(node) && /^'(node:)?(process|readline|tty)'$/.test(moduleOf(node))) {
    return [`imports ${moduleOf(node)}`, ...inside];
  }
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return inside;
  const object = node.expression.getText().replace(/^globalThis\./, '');
  const member = ts.isPropertyAccessExpression(node) ? node.name.text : '';
  const isUse = object === 'console' || (object === 'process' && processMembers.test(member));
  return isUse ? [`uses ${node.getText()}`, ...inside] : inside;
}

/** Questions which dialect it is: what a dialect can, and how it says it, stands in its contract. */
function dialectsNamed(node: ts.Node): string[] {
  const inside: string[] = [];
  ts.forEachChild(node, (child) => void inside.push(...dialectsNamed(child)));
  const asks =
    (ts.isPropertyAccessExpression(node) &&
      /(?:^|\.)dialect$/.test(node.expression.getText()) &&
      node.name.text === 'name') ||
    (ts.isBinaryExpression(node) &&
      /^[!=]==?$/.test(node.operatorToken.getText()) &&
      [node.left, node.right].some(isDialectName)) ||
    (ts.isCaseClause(node) && isDialectName(node.expression)) ||
    (ts.isElementAccessExpression(node) && isDialectName(node.argumentExpression));
  return asks ? [`asks which dialect it is: ${node.getText()}`, ...inside] : inside;
}

const isDialectName = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) && /^(?:sqlite|postgres|mysql|mariadb)$/.test(node.text);

/** Flags and variables in what is said: an error's `options` say what the command line makes of them. */
function wordsOfTheCli(node: ts.Node): string[] {
  const inside: string[] = [];
  ts.forEachChild(node, (child) => void inside.push(...wordsOfTheCli(child)));
  const isText = ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node);
  const word = isText
    ? /(?<![^\s('"])--[a-z][a-z-]*|SESSION_ADMIN_\w*/.exec(node.text)?.[0]
    : undefined;
  return word === undefined ? inside : [`says ${word}`, ...inside];
}

const formatsByName = new Set<string>(formatNames);

/** Questions which format it is: what a format can is asked of it, and its name is its own. */
function askedFormats(node: ts.Node): string[] {
  const inside: string[] = [];
  ts.forEachChild(node, (child) => void inside.push(...askedFormats(child)));
  if (!ts.isStringLiteralLike(node) || !formatsByName.has(node.text)) return inside;
  const { parent } = node;
  const question = ts.isCaseClause(parent)
    ? parent.parent.parent.expression
    : ts.isArrayLiteralExpression(parent)
      ? parent.parent.parent
      : isComparison(parent)
        ? parent
        : null;
  const isAsked = question !== null && /format/i.test(question.getText());
  return isAsked ? [`asks whether the format is ${node.text}`, ...inside] : inside;
}

const isComparison = (node: ts.Node): boolean =>
  ts.isBinaryExpression(node) && /^[!=]==?$/.test(node.operatorToken.getText());

const moduleOf = (node: ts.ImportDeclaration): string => node.moduleSpecifier.getText();

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
    .map(({ parentPath, name }) => posix.join(parentPath.slice(root.length), name));
}

describe('the house', () => {
  it('keeps its floors, its streams, its file sizes and its names', async () => {
    const files = [...(await filesIn('src')), ...(await filesIn('bin'))];
    expect(files).toContain('src/store/store.ts');
    const all = files.map(async (path) =>
      complaints(path, await readFile(join(root, path), 'utf8')),
    );
    expect((await Promise.all(all)).flat()).toEqual([]);
  });

  it('has no circle of imports, not even of types', async () => {
    const files = await filesIn('src');
    const imports = files.map(
      async (path) => [path, importsOf(path, await readFile(join(root, path), 'utf8'))] as const,
    );
    expect(circlesIn(new Map(await Promise.all(imports)))).toEqual([]);
  });

  it('lets codecs wrap others that there are, each for a reason', async () => {
    const codecs = new Set((await filesIn('src/codecs')).map(codecOf));
    const named = Object.entries(wrappers).flatMap(([name, { wraps }]) => [name, ...wraps]);
    expect([...named, ...codecsShare, ...codecsLists].filter((name) => !codecs.has(name))).toEqual(
      [],
    );
    expect(Object.values(wrappers).filter(({ why }) => why === '')).toEqual([]);
  });

  it('puts every folder of src on a floor', async () => {
    const entries = await readdir(join(root, 'src'), { withFileTypes: true });
    const known = entries
      .map(({ name }) => `src/${name}`)
      .filter((path) => floorOf(path) !== null || nouns.has(path));
    const expected = entries.map(({ name }) => `src/${name}`).filter((p) => !p.endsWith('.json'));
    expect(known.sort()).toEqual(expected.sort());
  });
});

describe('the rules of the house', () => {
  it.each([
    ['src/store/a.ts', "import { b } from '../index.js';"],
    ['src/codecs/a.ts', "import type { Store } from '../store/store.js';"],
    ['src/codecs/a.ts', "export * from '../database/quote.js';"],
    ['src/database/a.ts', "await import('../codecs/json.js');"],
    ['src/database/a.ts', "import '../layouts/scs.js';"],
    ['src/layouts/a.ts', "type T = import('../cli/io.js').Io;"],
    ['src/cli/a.ts', "import { where } from '../store/where.js';"],
    ['src/cli/a.ts', "import type { Json } from '../session.js';"],
    ['src/cli/output/a.ts', "import { oneLine } from '../../visible.js';"],
    ['src/inside.ts', "export { SequelizeStore } from './index.js';"],
    ['src/store/a.ts', "import { parseWhere } from '../inside.js';"],
    ['src/cli/commands/a.ts', "await import('../../database/url.js');"],
    ['src/cli/commands/a.ts', "import { b } from './b.js';"],
    ['src/cli/commands/a.ts', "await import('./b.js');"],
    ['src/cli/commands/a.ts', "if (format !== 'ndjson') write();"],
    ['src/cli/watch/a.ts', "const machine = ['json', 'ndjson'].includes(format);"],
    ['src/cli/output/a.ts', "switch (format) { case 'table': draw(); }"],
    ['src/errors.ts', "import { json } from './codecs/json.js';"],
    ['src/store/a.ts', "import tool from '../../test/helpers/tool.js';"],
    ['src/codecs/msgpack/a.ts', "import { rawBytes } from '../gob/typed.js';"],
    ['src/codecs/php/a.ts', "import type { Codec } from '../laravel/index.js';"],
    ['src/codecs/text.ts', "export { json } from './json.js';"],
    ['src/codecs/json.ts', "await import('./registry.js');"],
    ['src/codecs/reading/a.ts', "import { json } from '../json.js';"],
    ['bin/session-admin.js', "import { SequelizeStore } from '../dist/index.js';"],
    ['bin/session-admin.js', "const { main } = require('../dist/cli/main.cjs');"],
    ['src/store/a.ts', "const url = process.env['DATABASE_URL'];"],
    ['src/store/a.ts', "globalThis.process.stdout.write('a');"],
    ['src/codecs/a.ts', 'if (broken) process.exit(1);'],
    ['src/database/a.ts', 'catch_(() => console.error(1));'],
    ['src/database/a.ts', "import { env } from 'node:process';"],
    ['src/store/a.ts', "throw new Error('choose one with --table');"],
    ['src/codecs/a.ts', 'const hint = `${what}: see SESSION_ADMIN_SECRET`;'],
    ['src/cli/utils.ts', ''],
    ['src/cli/string-helpers.ts', ''],
    ['src/common/a.ts', ''],
    ['src/store/a.ts', "const isFile = dialect.name === 'sqlite';"],
    ['src/store/a.ts', 'const said = texts[target.database.dialect.name];'],
    ['src/layouts/a.ts', "if ('mysql' !== name) return;"],
    ['src/layouts/a.ts', "switch (name) { case 'postgres': break; }"],
    ['src/database/a.ts', "if (location.dialect === 'sqlite') open();"],
    ['src/cli/a.ts', "if (name === 'mariadb') say();"],
    ['src/store/a.ts', "import { sqlite } from '../database/sqlite/dialect.js';"],
    ['src/database/a.ts', "await import('./mysql/driver.js');"],
    ['src/database/postgres/a.ts', "import { quote } from '../mysql/spelling.js';"],
  ])('refuse in %s: %s', (path, source) => {
    expect(complaints(path, source)).not.toEqual([]);
  });

  it.each([
    ['src/cli/a.ts', "import { parseJson } from '../index.js'; process.exit(console.log());"],
    ['src/cli/a.ts', "import { oneLine } from '../inside.js'; await import('../index.js');"],
    ['src/cli/commands/a.ts', "import type { CommandDefinition } from './command.js';"],
    ['src/cli/formats/a.ts', "if (format === 'json') write();"],
    ['src/cli/output/a.ts', "if (block.kind === 'table') draw();"],
    ['src/cli/a.ts', "const help = 'json, ndjson'; say({ table: 'table' });"],
    ['src/store/a.ts', "import { json } from '../codecs/json.js'; import './b.js';"],
    ['src/layouts/finding/a.ts', "import type { Dialect } from '../../database/contract.js';"],
    ['src/codecs/laravel/a.ts', "import { decodePhp } from '../php/decode.js';"],
    ['src/codecs/php/a.ts', "import './b.js'; import type { Codec } from '../contract.js';"],
    ['src/codecs/php/a.ts', "import { deepest } from '../reading/reader.js';"],
    ['src/codecs/registry.ts', "import { php } from './php/index.js';"],
    ['src/cli/a.ts', "const hint = '--table or SESSION_ADMIN_TABLE';"],
    ['src/store/a.ts', "// what --table names\nconst sql = 'SELECT 1 -- one';"],
    ['src/database/a.ts', "// import '../store/store.js'; process.env, console.log()"],
    ['bin/session-admin.js', "const { start } = require('../dist/cli/start.cjs'); start([]);"],
    ['src/database/mysql/a.ts', "import { quote } from './spelling.js'; quote(dialect.name);"],
    ['src/database/registry.ts', "import { sqlite } from './sqlite/dialect.js'; sqlite.name;"],
    ['src/layouts/a.ts', "const columns = { dialects: ['postgres'] }; dialect.quote(name);"],
  ])('allow in %s: %s', (path, source) => {
    expect(complaints(path, source)).toEqual([]);
  });

  it('refuse a circle, and find it behind a file that is in none', () => {
    const imports = (more: string[]) =>
      new Map([
        ['a', ['b', 'outside']],
        ['b', ['c', 'd']],
        ['c', ['d']],
        ['d', more],
      ]);
    expect(circlesIn(imports([]))).toEqual([]);
    expect(circlesIn(imports(['b']))).toEqual([['b', 'c', 'd']]);
    expect(circlesIn(imports(['d']))).toEqual([['d']]);
  });

  it('refuse a file of a line too many', () => {
    const ofLines = (count: number) => `${';\n'.repeat(count - 1)}export {};\n`;
    expect(complaints('src/codecs/a.ts', ofLines(longest))).toEqual([]);
    expect(complaints('src/codecs/a.ts', ofLines(longest + 1))).not.toEqual([]);
  });

  it('refuse a layout of a line too many', () => {
    const ofLines = (count: number) =>
      `export const a = defineLayout({\n${'\n'.repeat(count - 2)}});`;
    expect(complaints('src/layouts/a.ts', ofLines(longestLayout))).toEqual([]);
    expect(complaints('src/layouts/a.ts', ofLines(longestLayout + 1))).not.toEqual([]);
  });
});

/** Writes, when the process ends, every file that it required. */
const recorder = (record: string): string => `
  import { writeFileSync } from 'node:fs';
  import { createRequire } from 'node:module';
  const { cache } = createRequire(import.meta.url);
  process.on('exit', () => writeFileSync(${JSON.stringify(record)}, Object.keys(cache).join('\\n')));`;

/** Runs the tool and gives the parts of the bundle, and the packages, that it loaded. */
async function loadedBy(argv: readonly string[]) {
  const [preload, record] = [folder.file('preload.mjs'), folder.file('record')];
  await writeFile(preload, recorder(record));
  const node = [
    '--import',
    pathToFileURL(preload).href,
    join(root, 'bin/session-admin.js'),
    ...argv,
  ];
  await promisify(execFile)(process.execPath, node, { cwd: folder.path });
  const files = (await readFile(record, 'utf8')).split('\n');
  const bundled = files.filter((file) => file.startsWith(join(root, 'dist/cli/')));
  expect(bundled).toContain(join(root, 'dist/cli/start.cjs'));
  const texts = await Promise.all(bundled.map((file) => readFile(file, 'utf8')));
  // The bundle says before each part where it is from.
  const parts = texts.flatMap((text) => text.match(/^\/\/ node_modules\/.*$/gm) ?? []);
  const names = [...files, ...parts].map(
    (path) => /node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//.exec(path)?.[1],
  );
  return {
    packages: [...new Set(names)].filter((name) => name !== undefined).sort(),
    parts: bundled.map((file) => basename(file).replace(/(?:-[\w-]{8})?\.cjs$/, '')).sort(),
  };
}

describe('what is loaded', () => {
  it('--version: nothing', async () => {
    const { packages, parts } = await loadedBy(['--version']);
    expect(packages).toEqual([]);
    expect(parts).not.toContain('main');
  });

  it.each(['--help', '-V', 'help list', 'purge --help'])('%s: commander alone', async (line) => {
    const { packages, parts } = await loadedBy(line.split(' '));
    expect(packages).toEqual(['commander']);
    expect(parts).toEqual(['main', 'rolldown-runtime', 'start', 'version']);
  });

  it('put: sequelize and the driver', async () => {
    const { packages, parts } = await loadedBy(['put', '--generate']);
    expect(packages).toEqual(expect.arrayContaining(['commander', 'sequelize', 'sqlite3']));
    const idle = ['pg', 'mysql2', 'chalk', 'cli-table3'];
    expect(packages.filter((name) => idle.includes(name))).toEqual([]);
    expect(parts).toContain('library');
  });
});
