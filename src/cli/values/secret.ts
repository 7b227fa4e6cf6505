import { unreadable } from '../files.js';
import { readStart } from '../../inside.js';
import { UsageError } from '../usage.js';

/** Far beyond any secret, and small enough to read at once. */
const longest = 64 * 1024;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Gives the application's secret: from the file of `--secret-file` or SESSION_ADMIN_SECRET_FILE,
 * or SESSION_ADMIN_SECRET itself; undefined where none is given.
 *
 * It never comes as an argument, which every user of the machine could read. Several lines are
 * several secrets; the line breaks at the end are cut. Throws a UsageError that names the option.
 */
export async function readSecret(
  secretFile: string | undefined,
  env: Environment,
): Promise<string | undefined> {
  if (secretFile !== undefined) return readSecretFile('--secret-file', secretFile);
  const { SESSION_ADMIN_SECRET_FILE: file = '', SESSION_ADMIN_SECRET: secret = '' } = env;
  if (file !== '') return readSecretFile('SESSION_ADMIN_SECRET_FILE', file);
  return secret === '' ? undefined : trimmed('SESSION_ADMIN_SECRET', secret);
}

/** Gives the secret that a file holds. */
export async function readSecretFile(option: string, path: string): Promise<string> {
  if (path === '' || path === '-') {
    throw new UsageError(`${option}: expected a file's path; stdin is not read for a secret`);
  }
  const bytes = await readStart(path, longest).catch((cause: unknown) => {
    throw unreadable(option, cause);
  });
  if (bytes.length > longest) throw new UsageError(`${option}: the file is too long for a secret`);
  return trimmed(option, textOf(option, bytes));
}

function textOf(option: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${option}: the file is not UTF-8 text`);
  }
}

function trimmed(option: string, text: string): string {
  const secret = text.replace(/(?<![\r\n])[\r\n]+$/, '');
  if (secret.trim() === '') throw new UsageError(`${option}: the secret is empty`);
  return secret;
}
