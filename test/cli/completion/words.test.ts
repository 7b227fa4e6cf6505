import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { options } from '../../../src/cli/options.js';
import { flagOf, optionsOf } from '../../../src/cli/option-words.js';
import { allCommands } from '../../../src/cli/program.js';
import { layoutNames } from '../../../src/index.js';
import { run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';

const folder = useFolder();

/** The words that a shell is given for a line, whose last word is the one to complete. */
async function offered(line: string, env: Record<string, string> = {}): Promise<string[]> {
  // Nothing is there that could be opened.
  const database = 'postgres://nobody@127.0.0.1:1/nothing';
  const argv = ['completion', 'words', '--', ...line.split(' ')];
  const { code, stdout, stderr } = await run(argv, { database, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout
    .split('\n')
    .flatMap((row) => row.split('\t')[0] ?? [])
    .slice(0, -1);
}

describe('what a shell is offered', () => {
  it.each([
    ['li', ['list']],
    ['-d a.db s', ['show', 'stats']],
    ['@shop la', ['layouts']],
    ['list --format ', ['table', 'json', 'ndjson', 'csv', 'tsv', 'tokens', 'count']],
    ['list --format=nd', ['--format=ndjson']],
    ['list -qf n', ['ndjson']],
    ['list --layout dja', ['django']],
    ['list --codec php-', ['php-session', 'php-base64']],
    ['list --expiry-format s', ['seconds']],
    ['list --sort e', ['expiry']],
    ['stats --sort s', ['sessions']],
    ['stats --by d', ['device', 'day']],
    ['list --fields tok', ['token', ':more']],
    ['list --fields token,us', ['token,user', 'token,users', ':more']],
    ['list --columns token=id,exp', ['token=id,expiry=', ':more']],
    ['list --limit a', ['all']],
    ['doctor --only ex', ['expiry-index']],
    ['help djan', ['django']],
    ['help opt', ['options']],
    ['demo lara', ['laravel', 'laravel-encrypted']],
    ['demo laravel ', [':files']],
    ['layouts ch', ['check']],
    ['layouts check ', [':files']],
    ['put --file ', [':files']],
    ['put --raw-file x', [':files']],
    ['list -d ', [':files']],
    ['list --secret-file ', [':files']],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['list --no-c', ['--no-color']],
    ['delete --dry', ['--dry-run']],
    ['rm --dry', ['--dry-run']],
    ['delete --dry-run --dry', []],
    ['list --user 1 --us', ['--user', '--user-field']],
    ['list --dry', []],
    ['delete ', []],
    ['delete q3Jx', []],
    ['list --user ', []],
    ['list -- --fo', []],
    ['nonsense ', []],
  ])('%j: %j', async (line, words) => {
    expect(await offered(line)).toEqual(words);
  });

  it('is every command, and every option of each', async () => {
    expect(await offered('')).toEqual(expect.arrayContaining(allCommands.map(({ name }) => name)));
    for (const { name } of allCommands) {
      const flags = [...optionsOf(name), ...optionsOf(undefined)].map(flagOf);
      expect(await offered(`${name} --`)).toEqual([...flags, '--help']);
    }
    expect(await offered('list --layout ')).toEqual([...layoutNames, 'auto']);
  });

  it('is the profiles of the user', async () => {
    const file = folder.file('profiles.json');
    await writeFile(file, '{"shop":{"database":"shop.db"},"blog":{"database":"b.db"}}', {
      mode: 0o600,
    });
    const env = { SESSION_ADMIN_CONFIG: file };
    expect(await offered('@', env)).toEqual(['@shop', '@blog', '@all']);
    expect(await offered('list @s', env)).toEqual(['@shop']);
    await writeFile(file, '{');
    expect(await offered('@', env)).toEqual([]);
    expect(await offered('@', { SESSION_ADMIN_CONFIG: folder.file('none') })).toEqual([]);
  });

  it('has what it means beside it', async () => {
    const { stdout } = await run(['completion', 'words', '--', 'delete', '--dry']);
    expect(stdout).toBe('--dry-run\tonly say what would go\n');
  });
});

/** Paths into a payload, and no files. */
const intoPayloads = ['--field', '--user-field'];

it('every option that names a file is known to', () => {
  const named = options.filter(({ flags }) => flags.includes('<path>'));
  const others = named.filter(({ completes }) => completes !== 'path').map(flagOf);
  expect(others.sort()).toEqual(intoPayloads);
  expect(named.length).toBeGreaterThan(6);
});
