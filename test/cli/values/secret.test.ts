import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/usage.js';
import { readSecret } from '../../../src/cli/values/secret.js';
import { useFolder } from '../../helpers/folder.js';

const folder = useFolder();

async function written(name: string, content: string | Buffer): Promise<string> {
  await writeFile(folder.file(name), content);
  return folder.file(name);
}

async function refusal(path: string | undefined, env: Record<string, string> = {}) {
  const error: unknown = await readSecret(path, env).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UsageError);
  return (error as UsageError).message;
}

describe('readSecret', () => {
  it('takes the flag, then SESSION_ADMIN_SECRET_FILE, then SESSION_ADMIN_SECRET', async () => {
    const flag = await written('flag', 'from flag\n');
    const env = {
      SESSION_ADMIN_SECRET_FILE: await written('env', 'from file'),
      SESSION_ADMIN_SECRET: 'from env',
    };
    expect(await readSecret(flag, env)).toBe('from flag');
    expect(await readSecret(undefined, env)).toBe('from file');
    expect(await readSecret(undefined, { ...env, SESSION_ADMIN_SECRET_FILE: '' })).toBe('from env');
    expect(await readSecret(undefined, { SESSION_ADMIN_SECRET: '' })).toBeUndefined();
    expect(await readSecret(undefined, {})).toBeUndefined();
  });

  it.each([
    ['a\n', 'a'],
    ['a\r\n\r\n', 'a'],
    [' a b \n', ' a b '],
    ['new\nold\n', 'new\nold'],
    ['\uFEFFé', 'é'],
  ])('cuts the line breaks at the end: %j', async (content, secret) => {
    expect(await readSecret(await written('secret', content), {})).toBe(secret);
  });

  it('reads a pipe, as a shell makes one', async () => {
    const pipe = folder.file('pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const [secret] = await Promise.all([readSecret(pipe, {}), writeFile(pipe, 'piped\n')]);
    expect(secret).toBe('piped');
  });

  it('names the option where the file cannot be read', async () => {
    const missing = folder.file('missing');
    expect(await refusal(missing)).toBe(
      '--secret-file: the file cannot be read: there is none of that name',
    );
    expect(await refusal(undefined, { SESSION_ADMIN_SECRET_FILE: missing })).toMatch(
      /^SESSION_ADMIN_SECRET_FILE: the file cannot be read/,
    );
    await mkdir(folder.file('folder'));
    expect(await refusal(folder.file('folder'))).toContain('EISDIR');
    expect(await refusal('a\0b')).toContain('cannot be read');
  });

  it('refuses stdin, and what is no secret', async () => {
    expect(await refusal('-')).toContain('--secret-file: expected a file');
    expect(await refusal('')).toContain('--secret-file: expected a file');
    expect(await refusal(await written('empty', ''))).toBe('--secret-file: the secret is empty');
    expect(await refusal(await written('blank', ' \n\n'))).toContain('empty');
    expect(await refusal(undefined, { SESSION_ADMIN_SECRET: '\n' })).toContain('empty');
    expect(await refusal(await written('latin1', Buffer.from([0x61, 0xe9])))).toContain('UTF-8');
    expect(await refusal('/dev/zero')).toContain('too long');
    expect(await refusal(await written('breaks', `${'\n'.repeat(65_000)}\r`))).toContain('empty');
  });
});
