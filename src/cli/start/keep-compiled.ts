import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/**
 * What is kept of a file: the source, and twice the code that was compiled of it. V8 itself looks at
 * nothing but its version and the lengths of both, and dies of a byte that has changed, or runs it.
 * To compare bytes takes less time than to load what makes a checksum of them.
 */
const sealed = (source: Buffer, code: Buffer): Buffer => Buffer.concat([source, code, code]);

/** The code that was kept of this very source; undefined where a byte has changed. */
function unsealed(source: Buffer, kept: Buffer): Buffer | undefined {
  const middle = (source.length + kept.length) / 2;
  const code = kept.subarray(source.length, middle);
  const isWhole =
    code.length > 0 &&
    source.equals(kept.subarray(0, source.length)) &&
    code.equals(kept.subarray(middle));
  return isWhole ? code : undefined;
}

/** Where compiled code is kept, and for what: the first word of the command line. */
export interface Kept {
  folder: string;
  command: string;
}

/**
 * Loads the files of the bundle, which stand there as the functions that Node would make of them, and
 * where something may be kept from code that an earlier run compiled. Code that is damaged, or of
 * another source, is not used.
 *
 * What is kept grows: the first run of each command adds the functions that it called.
 *
 * Node's own `enableCompileCache` keeps the functions that are compiled at once, and not those that
 * are compiled when they are first called: that is a third slower, and Node 20 has none.
 */
export function keepCompiled(bundle: string, kept: Kept | undefined): void {
  // Deprecated, but Node 20 has nothing else for it.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const { extensions } = createRequire(join(bundle, 'start.cjs'));
  const load = extensions['.js'];
  const loaded: Loaded[] = [];
  extensions['.cjs'] = (module, filename) => {
    if (dirname(filename) !== bundle) return void load(module, filename);
    const source = readFileSync(filename);
    const file = kept && join(kept.folder, basename(filename));
    const cachedData = file === undefined ? undefined : readIfSealed(file, source);
    // The bundle is ASCII, which is read fastest so.
    const text = source.toString('latin1');
    const script = new Script(text, { filename, ...(cachedData && { cachedData }) });
    if (file !== undefined) {
      loaded.push({ script, source, file, isFresh: script.cachedDataRejected !== false });
    }
    const run = script.runInThisContext() as Wrapped;
    run(module.exports, (id) => module.require(id) as unknown, module, filename, bundle);
  };
  if (kept) process.once('exit', () => save(loaded, kept.command));
}

/** A file of the bundle that a run has loaded. */
interface Loaded {
  script: Script;
  source: Buffer;
  file: string;
  /** It was compiled by this run. */
  isFresh: boolean;
}

/** By the end of a run the functions that it called are compiled too. */
function save(loaded: readonly Loaded[], command: string): void {
  // The first file's name tells the bundle.
  const mark = `${loaded[0]?.file ?? ''}.${command}`;
  const isFirst = !existsSync(mark);
  for (const { script, source, file, isFresh } of loaded) {
    if (isFresh || isFirst) saveIfPossible(script, source, file);
  }
  if (isFirst) writeIfPossible(mark, '');
}

function readIfSealed(file: string, source: Buffer): Buffer | undefined {
  try {
    return unsealed(source, readFileSync(file));
  } catch {
    return undefined;
  }
}

function saveIfPossible(script: Script, source: Buffer, file: string): void {
  writeIfPossible(file, sealed(source, script.createCachedData()));
}

/** Where nothing can be written, the next run compiles again. */
function writeIfPossible(file: string, content: Buffer | string): void {
  // Two runs may save at a time, and each puts its own in place as a whole.
  const beside = `${file}.${randomUUID()}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(beside, content, { mode: 0o600, flag: 'wx' });
    renameSync(beside, file);
  } catch {
    rmSync(beside, { force: true });
  }
}
