import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { JsonObject } from '../../index.js';
import { SessionAdminError } from '../../inside.js';
import { describeFailure } from '../failure.js';
import type { ReportLine } from '../formats/contract.js';
import { escapeText } from '../output/escape.js';
import { UsageError } from '../usage.js';
import { accessOf } from './access.js';
import type { Profile } from './contract.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where an application's database is, as far as that is known without asking anybody. */
interface Found {
  readonly database: string | null;
  /** What the URL comes from, where it does not stand in the profile. */
  readonly from: string | null;
  /** What is wrong with either; null where nothing is. */
  readonly error: string | null;
}

/**
 * Returns what each profile says of its application, and nothing that is secret: a line each. Files
 * that hold a URL are read, and what is wrong with one is said in its line; no program is run.
 */
export async function linesOf(known: readonly Profile[], env: Environment): Promise<ReportLine[]> {
  const { databaseTitle } = await import('../../index.js');
  const rows = await Promise.all(
    known.map(async (profile) => {
      const { name, options, protect } = profile;
      const { layout = null, table = null } = options;
      const { database, from, error } = await databaseOf(profile, env, databaseTitle);
      const result = {
        ...{ app: name, database, databaseFrom: from, layout, table, protect, error },
      } satisfies JsonObject;
      const where = [database ?? from, error].filter((text) => text !== null);
      const words = [where.join(': '), table, layout, protect ? 'protected' : null];
      return { result, words: words.filter((word) => word !== null).map(escapeText) };
    }),
  );
  const width = Math.max(0, ...rows.map(({ result }) => result.app.length));
  return rows.map(({ result, words }) => ({
    result,
    text: `${result.app.padEnd(width)}  ${words.join(' · ')}`,
  }));
}

async function databaseOf(
  profile: Profile,
  env: Environment,
  titleOf: (url: string) => string,
): Promise<Found> {
  const { file, options, source } = profile;
  const from = source && (source.kind === 'file' ? `in ${source.path}` : `from ${source.argv[0]}`);
  try {
    if (source?.kind === 'command') {
      refuseMissing(source.argv[0], dirname(file), env);
      return { database: null, from, error: null };
    }
    const silent = (): Promise<void> => Promise.resolve();
    const given = { database: options['database'], secret: '' };
    const { database } = await accessOf(profile, given, { env, warn: silent, tell: silent });
    return { database: titleOf(database), from, error: null };
  } catch (error) {
    // A URL that cannot be read may be anything, a password among it: its error quotes nothing.
    const { message } = error instanceof SessionAdminError ? error : describeFailure(error);
    const lead = new RegExp(`^${profile.name}: (?:database(?:File|Command): )?`);
    return { database: null, from, error: message.replace(lead, '') };
  }
}

/** Whether a program is there, as the system will look for it; Windows has rules of its own. */
function refuseMissing(program: string, folder: string, env: Environment): void {
  if (process.platform === 'win32') return;
  const path = env['PATH'] ?? '';
  const places = program.includes('/')
    ? [program]
    : path.split(delimiter).map((one) => join(resolve(folder, one), program));
  if (!places.some(canRun)) throw new UsageError('there is no such program');
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
