import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { hasTerminals, startProgram, tool } from '../../helpers/terminal.js';

const folder = useFolder();
const started: { kill(): void }[] = [];
const has = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

/** What is typed before the tab, and the last word that stands there after it. */
const lines = [
  ['sta', 'stats'],
  ['list --layout=djan', '--layout=django'],
  ['list --fields token,dev', 'token,device'],
  ['@sh', 'shop'],
  ['put --file sess', 'one.json'],
] as const;

let env: Record<string, string> = {};

beforeEach(async () => {
  await chmod(folder.path, 0o700);
  await mkdir(folder.file('bin'), { recursive: true });
  await symlink(tool, folder.file('bin/session-admin')).catch(() => undefined);
  await writeFile(folder.file('profiles.json'), '{"shop":{"database":"shop.db"}}', { mode: 0o600 });
  await writeFile(folder.file('session one.json'), '{}');
  env = {
    PATH: `${folder.file('bin')}:${process.env['PATH'] ?? ''}`,
    HOME: folder.path,
    SESSION_ADMIN_CONFIG: folder.file('profiles.json'),
    PS1: 'ready> ',
  };
});

afterEach(() => started.splice(0).forEach((terminal) => terminal.kill()));

/** Types each line and a tab, and waits for the rest of it; then presses Ctrl-C in the middle of a word. */
async function complete(shell: string[], setUp: string): Promise<void> {
  const terminal = await startProgram(shell, { columns: 200, env, echo: true });
  started.push(terminal);
  await terminal.until(/ready> /);
  terminal.type(`cd ${folder.path}; ${setUp}\r`);
  await terminal.until(/set up\r\n[^]*ready> /);
  for (const [typed, completed] of lines) {
    terminal.type(`session-admin ${typed}\t`);
    await terminal.until(new RegExp(completed));
    terminal.type('\x15');
  }
  terminal.type('session-admin lis');
  await terminal.until(/session-admin lis/);
  terminal.type('\x03');
  // Bash may wait for a key before it draws its prompt anew.
  await terminal.until(/\x1b\[\?2004/);
  terminal.type('\recho still $((1+1))\r');
  await terminal.until(/still 2/);
  terminal.type('exit\r');
  await terminal.ended;
}

describe.runIf(hasTerminals)('completion in a shell', () => {
  it('bash', () =>
    complete(
      ['bash', '--norc', '--noprofile', '-i'],
      'eval "$(session-admin completion bash)"; echo set up',
    ));

  it.runIf(has('zsh'))('zsh', () =>
    complete(
      ['zsh', '-f', '-i'],
      'autoload -Uz compinit; compinit -u -D; eval "$(session-admin completion zsh)"; echo set up',
    ),
  );

  it.runIf(has('fish'))('fish', async () => {
    const asked = [
      'sta',
      'list --layout=djan',
      'list --fields token,dev',
      '@sh',
      'put --file sess',
    ];
    const script = [
      'session-admin completion fish | source',
      ...asked.map((line) => `complete -C 'session-admin ${line}'`),
    ].join('\n');
    const { stdout } = await promisify(execFile)('fish', ['--no-config', '-c', script], {
      env,
      cwd: folder.path,
    });
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual([
      'stats',
      '--layout=django',
      'token,device',
      '@shop',
      'session one.json',
      '',
    ]);
    expect(stdout).toMatch(/^stats\tsay who is in the table/);
  });
});

it('a shell that there is no script for is named', async () => {
  expect((await run(['completion', 'bsh'])).stderr).toContain('not "bsh": did you mean bash?');
  expect(await run(['completion'])).toMatchObject({
    code: 2,
    stderr: 'session-admin: give a shell: bash, zsh, fish\n',
  });
});
