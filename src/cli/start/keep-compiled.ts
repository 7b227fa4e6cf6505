import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** A CommonJS file, compiled. */
type Wrapped = (
  exports: unknown,
  require: (id: string) => unknown,
  module: NodeJS.Module,
  filename: string,
  dirname: string,
) => void;

const wrap = (source: string): string =>
  `(function (exports, require, module, __filename, __dirname) { ${source}\n})`;

/**
 * Loads the files of the bundle from code that an earlier run compiled, and leaves that code in the
 * folder where it is missing. A file's name changes with what is in it, so that no compiled code
 * outlives its source.
 *
 * Node's own `enableCompileCache` keeps the functions that are compiled at once, and not those that
 * are compiled when they are first called: that is a third slower, and Node 20 has none.
 */
export function keepCompiled(bundle: string, folder: string): void {
  // Deprecated, but Node 20 has nothing else for it.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const { extensions } = createRequire(join(bundle, 'start.cjs'));
  const load = extensions['.js'];
  const fresh: { script: Script; file: string }[] = [];
  extensions['.cjs'] = (module, filename) => {
    if (dirname(filename) !== bundle) return void load(module, filename);
    const file = join(folder, basename(filename));
    const cachedData = readIfThere(file);
    // The bundle is ASCII, which is read fastest so.
    const source = wrap(readFileSync(filename, 'latin1'));
    const script = new Script(source, { filename, ...(cachedData && { cachedData }) });
    if (script.cachedDataRejected !== false) fresh.push({ script, file });
    const run = script.runInThisContext() as Wrapped;
    run(module.exports, (id) => module.require(id) as unknown, module, filename, bundle);
  };
  process.once('exit', () => {
    for (const { script, file } of fresh) saveIfPossible(script, file);
  });
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** By the end of a run the functions that it called are compiled too. */
function saveIfPossible(script: Script, file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const beside = `${file}.${process.pid}`;
    writeFileSync(beside, script.createCachedData(), { mode: 0o600, flag: 'wx' });
    renameSync(beside, file);
  } catch {
    // Then the next run compiles again.
  }
}
