// Bundles the command line into dist/cli, since many small ES modules take longer to load than to
// run. CommonJS, which Node starts fastest; not minified, since stack traces point into it.
// The library stays as tsc makes it, and uses its caller's Sequelize.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { leanSequelize } from './lean-sequelize.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'dist/cli');

/** Drivers stay outside: one has a binary, and the others are loaded for their URL alone. */
const drivers = ['sqlite3', 'pg', 'mysql2', 'pg-hstore'];

/** The files to come, each begun by one module with all that it imports. */
const groups = [
  { name: 'version', test: /\/src\/cli\/version\.ts$/, priority: 5 },
  { name: 'main', test: /\/src\/cli\/main\.ts$/, priority: 4 },
  { name: 'library', test: /\/src\/index\.ts$/, priority: 3 },
  { name: 'sequelize', test: /\/node_modules\/sequelize\/lib\/index\.mjs$/, priority: 2 },
  { name: 'rows', test: /\/src\/cli\/output\/(?:record-text|field-text)\.ts$/, priority: 1 },
];

const plugins = [
  leanSequelize,
  {
    // Commander starts programs for subcommands that are files of their own; ours are not.
    name: 'no child processes',
    resolveId: (id, importer) =>
      id === 'node:child_process' && importer?.includes('/commander/') ? '\0none' : null,
    load: (id) => (id === '\0none' ? 'module.exports = {};' : null),
  },
  {
    // V8 keeps ASCII in half the memory, and it can be read without looking for more.
    name: 'ascii',
    generateBundle: (_, files) => {
      for (const file of Object.values(files)) file.code = ascii(file.code);
    },
  },
  {
    // As Node wraps a module, so that our own loader need not put a megabyte together anew.
    name: 'wrapped',
    generateBundle: (_, files) => {
      // Node itself loads the first file, and what it imports.
      const first = ['start.cjs', ...files['start.cjs'].imports];
      for (const file of Object.values(files)) {
        if (!first.includes(file.fileName)) file.code = wrapped(file.code);
      }
    },
  },
  {
    // Most commands make no hash, open no archive and ask for no address, and each takes its time to load.
    name: 'late',
    generateBundle: (_, files) => {
      for (const file of Object.values(files)) file.code = late(file.code);
    },
  },
];

const wrapped = (code) =>
  `(function (exports, require, module, __filename, __dirname) { ${code}\n})`;

const ascii = (code) =>
  code.replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const late = (code) =>
  code.replace(
    /^(\s*)(?:let|var) (\w+) = (require\("(?:node:)?(?:crypto|zlib|net|os|timers\/promises)"\));$(?!\s*\2 = )/gm,
    '$1const $2 = ((loaded) => new Proxy({}, { get: (_, name) => (loaded ??= $3)[name] }))();',
  );

/** The licences of the bundled packages, which ask to go wherever their code goes. */
function licencesOf(modules) {
  const packages = modules.map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0]);
  const texts = [...new Set(packages)].filter(Boolean).map((path) => {
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    const file = readdirSync(path).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
    const text = file ? readFileSync(join(path, file), 'utf8').trim() : `License: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  });
  return texts.sort().join(`\n${'-'.repeat(80)}\n\n`);
}

const bundle = await rolldown({
  cwd: root,
  input: { start: 'src/cli/start.ts' },
  platform: 'node',
  external: drivers,
  plugins,
  // Such as a package that is not there: the bundle would miss it when it is run.
  onLog: (level, log) => {
    if (level === 'warn') throw new Error(log.message);
  },
});
rmSync(folder, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: folder,
  format: 'cjs',
  exports: 'named',
  dynamicImportInCjs: false,
  comments: { legal: true, annotation: false, jsdoc: false },
  entryFileNames: '[name].cjs',
  // The names are the keys to the code that was compiled of the files.
  chunkFileNames: '[name]-[hash].cjs',
  codeSplitting: { groups },
});
for (const shipped of ['completion', 'demo', 'help']) {
  cpSync(join(root, 'src/cli', shipped), join(folder, shipped), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
}
// A thread loads what it decodes with from the library: it has neither our loader nor what that keeps.
writeFileSync(join(folder, 'worker.js'), "import '../store/screen/worker.js';\n");
// As `session-admin/layout.schema.json`, for editors.
const { layoutSchema } = await import(join(root, 'dist/layouts/file/schema.js'));
writeFileSync(join(root, 'dist/layout.schema.json'), `${JSON.stringify(layoutSchema, null, 2)}\n`);
// As the tool itself tells it.
const tool = [join(root, 'bin/session-admin.js'), 'help', 'man'];
writeFileSync(join(root, 'dist/session-admin.1'), execFileSync(process.execPath, tool));
writeFileSync(join(folder, 'licenses.txt'), licencesOf(output.flatMap((chunk) => chunk.moduleIds)));
await bundle.close();
