import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { start, type ChildOptions } from './child.js';

/**
 * What a process loads before the tool, and which ends it as kill -9 does before the step of that number:
 * each call that changes a file of the tool's own, and each statement that changes a SQLite file.
 */
const source = `
const fs = require('node:fs');
let steps = 0;
const step = () => {
  if (++steps === Number(process.env.KILL_AT)) process.kill(process.pid, 'SIGKILL');
};
const counted = (owner, name, counts = () => true) => {
  const work = owner[name];
  owner[name] = function (...given) {
    if (counts(...given)) step();
    return work.apply(this, given);
  };
};
const { open } = fs.promises;
fs.promises.open = async (...given) => {
  if (given[1] !== 'r') step();
  const file = await open(...given);
  for (const name of ['write', 'writeFile', 'appendFile', 'truncate', 'sync', 'close']) counted(file, name);
  return file;
};
for (const name of ['unlink', 'mkdir', 'link', 'rename']) counted(fs.promises, name);
const { Database } = require(process.env.KILL_DRIVER);
const changes = (sql) => /^\\s*(?:INSERT|UPDATE|DELETE|REPLACE|WITH|BEGIN|COMMIT|ROLLBACK)/i.test(sql);
for (const name of ['run', 'all', 'get', 'exec']) counted(Database.prototype, name, changes);
`;

/** Runs the built tool, killed before its step of that number; false where it ended before. */
export async function runKilled(
  at: number,
  argv: readonly string[],
  { script, ...options }: ChildOptions & { script: string },
): Promise<boolean> {
  await writeFile(script, source);
  const env = {
    NODE_OPTIONS: `--require=${script}`,
    KILL_AT: String(at),
    KILL_DRIVER: createRequire(import.meta.url).resolve('sqlite3'),
  };
  const { signal, code, stderr } = await start(argv, { ...options, env, stdin: '' }).ended;
  if (signal === 'SIGKILL') return true;
  if (code === 0) return false;
  throw new Error(`exit code ${code}: ${stderr}`);
}
