import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

const hashLength = 32;

/**
 * The SHA-256 that stands before compiled code: of the source and of the code. V8 itself looks at
 * nothing but its version and the lengths of both, and dies of a byte that has changed, or runs it.
 */
const seal = (source: Buffer, code: Buffer): Buffer =>
  createHash('sha256').update(`${source.length}\n`).update(source).update(code).digest();

/**
 * Loads the files of the bundle from code that an earlier run compiled, and leaves that code in the
 * folder where it is missing. Code that is damaged, or of another source, is not used.
 *
 * Node's own `enableCompileCache` keeps the functions that are compiled at once, and not those that
 * are compiled when they are first called: that is a third slower, and Node 20 has none.
 */
export function keepCompiled(bundle: string, folder: string): void {
  // Deprecated, but Node 20 has nothing else for it.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const { extensions } = createRequire(join(bundle, 'start.cjs'));
  const load = extensions['.js'];
  const fresh: { script: Script; source: Buffer; file: string }[] = [];
  extensions['.cjs'] = (module, filename) => {
    if (dirname(filename) !== bundle) return void load(module, filename);
    const file = join(folder, basename(filename));
    const source = readFileSync(filename);
    const cachedData = readIfSealed(file, source);
    // The bundle is ASCII, which is read fastest so.
    const text = wrap(source.toString('latin1'));
    const script = new Script(text, { filename, ...(cachedData && { cachedData }) });
    if (script.cachedDataRejected !== false) fresh.push({ script, source, file });
    const run = script.runInThisContext() as Wrapped;
    run(module.exports, (id) => module.require(id) as unknown, module, filename, bundle);
  };
  process.once('exit', () => {
    for (const { script, source, file } of fresh) saveIfPossible(script, source, file);
  });
}

function readIfSealed(file: string, source: Buffer): Buffer | undefined {
  try {
    const kept = readFileSync(file);
    const code = kept.subarray(hashLength);
    return seal(source, code).equals(kept.subarray(0, hashLength)) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** By the end of a run the functions that it called are compiled too. */
function saveIfPossible(script: Script, source: Buffer, file: string): void {
  // Two runs may save at a time, and each puts its own in place as a whole.
  const beside = `${file}.${randomUUID()}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const code = script.createCachedData();
    writeFileSync(beside, Buffer.concat([seal(source, code), code]), { mode: 0o600, flag: 'wx' });
    renameSync(beside, file);
  } catch {
    // Then the next run compiles again.
    rmSync(beside, { force: true });
  }
}
