import { join } from 'node:path';
import { keepCompiled } from './start/keep-compiled.js';
import { ownFolder } from './start/own-folder.js';
import { version } from './version.js';

/** How long a process that has done its work may wait for what it has left open. */
const leftOpenMs = 1500;

/**
 * Runs the command line, and gives the exit code.
 *
 * This and what it imports is all that Node compiles in every run. The rest comes from code that an
 * earlier run compiled, where there is some.
 */
export async function start(argv: readonly string[]): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.on('error', () => undefined).write(`${version()}\n`);
    return 0;
  }
  const command = argv.find((word) => /^[a-z]{2,12}$/.test(word));
  // Help needs too little code to gain by what is kept of it.
  const isHelp =
    command === undefined || command === 'help' || argv.includes('--help') || argv.includes('-h');
  const own = isHelp ? undefined : ownFolder(process.env, process.platform);
  const folder = own && join(own, `${process.version}-${process.arch}`);
  keepCompiled(
    import.meta.dirname,
    folder !== undefined && command !== undefined ? { folder, command } : undefined,
  );
  const { main } = await import('./main.js');
  const code = await main(argv);
  // What a driver has left open, a look-up of a name for one, keeps nobody waiting.
  setTimeout(() => process.exit(code), leftOpenMs).unref();
  return code;
}
