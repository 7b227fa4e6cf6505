import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { sqliteDriver } from '../../inside.js';
import { exit } from '../exit.js';
import { shippedNames, shippedText } from '../shipped.js';
import { UsageError } from '../usage.js';
import { oneOf } from '../values/one-of.js';
import type { CommandDefinition } from './command.js';

/** What was found wrong with a file to make, by the system's code. */
const reasons: Partial<Record<string, string>> = {
  EEXIST: 'there is a file of that name',
  ENOENT: 'its folder is not there',
};

export const demo: CommandDefinition = {
  name: 'demo',
  summary: 'make a small SQLite file with the sessions of a framework, to try things on',
  examples: ['session-admin demo django django.db', 'session-admin list -d django.db'],

  arguments: [
    ['[framework]', 'whose sessions; left out, the command says which there are'],
    ['[file]', 'the file to make; where there is one already, nothing is done'],
  ],
  applications: 'none',

  completes: ({ length }) => (length === 0 ? samples() : 'path'),

  run: async (context, [framework, file]) => {
    const names = samples();
    if (framework === undefined || file === undefined) {
      throw new UsageError(`give a framework and a file to make: ${names.join(', ')}`);
    }
    const name = oneOf(names, framework);
    const secret = shippedText('demo', `${name}.key`);
    const secretFile = `${file.replace(/\.\w+$/, '')}.key`;
    // Nothing is made where there is nothing to fill it with.
    const driver = await sqliteDriver();
    const made: string[] = [];
    try {
      for (const path of secret === null ? [file] : [file, secretFile]) {
        createFile(path);
        made.push(path);
      }
      if (secret !== null) writeFileSync(secretFile, secret);
      await runScript(driver, file, shippedText('demo', `${name}.sql`) ?? '');
    } catch (error) {
      // What is left would be in the way of the next try.
      for (const path of made) rmSync(path, { force: true });
      throw error;
    }
    const where = secret === null ? '' : `; the application's secret is in ${secretFile}`;
    await context.note(`${file} made, with sessions that are made up${where}`);
    return exit.done;
  },
};

const samples = (): string[] => shippedNames('demo', '.sql');

/** Makes an empty file that only this user can read, and throws where there is one already. */
function createFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    const { code = 'it failed' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${path} cannot be made: ${reasons[code] ?? code}`);
  }
}

type Driver = Awaited<ReturnType<typeof sqliteDriver>>;

async function runScript(driver: Driver, file: string, sql: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const settle = (error: Error | null): void => (error ? reject(error) : resolve());
    const database = new driver.Database(file, (error) => {
      if (error) {
        reject(error);
        return;
      }
      database.exec(sql, (failed) => database.close((closing) => settle(failed ?? closing)));
    });
  });
}
