import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/**
 * The README's examples, run from its top to its end in one scratch folder.
 *
 * - `sh`: runs, and every command in it succeeds. `sh install`: not run here; `.ci/run` installs.
 * - `console`: what follows each `$ command` is what a terminal of 100 columns shows. Tokens,
 *   instants and durations in it may differ; a token of the README stands for the one that came in
 *   its place, also in later commands.
 * - `ts`: type-checked and run.
 * - `sh watch`, `crontab`, `ini`, `yaml` and `dockerfile`: the session-admin commands in them run, and
 *   succeed.
 * - `text`, `sql`: to read; test/database proves the grants.
 */
interface Block {
  kind: string;
  text: string;
  line: number;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const blocks = blocksOf(readFileSync(join(root, 'README.md'), 'utf8'));
const kinds = new Set([
  'sh',
  'sh install',
  'sh watch',
  'console',
  'ts',
  'crontab',
  'ini',
  'yaml',
  'dockerfile',
  'json',
  'text',
  'sql',
]);
const of = (...wanted: string[]): Block[] => blocks.filter(({ kind }) => wanted.includes(kind));

const tokens = new Map<string, string>();
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-admin-readme-'));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'terminal.mjs'), terminal);
  const tool = `exec '${process.execPath}' --import '${folder}/terminal.mjs' '${root}bin/session-admin.js' "$@"`;
  await addCommand('session-admin', tool);
  await addCommand('npx', 'exec "$@"');
  await addCommand('npm', 'test "$1" = install');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Makes a child's stdout pass for a terminal, where the environment asks for it. */
const terminal = `
  if (process.env.README_TERMINAL) Object.assign(process.stdout, { isTTY: true, columns: 100 });`;

async function addCommand(name: string, body: string): Promise<void> {
  const path = join(folder, 'bin', name);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
}

function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(.+)\n([^]*?)^```$/gm)].map(({ 1: kind, 2: text, index }) => ({
    kind: kind ?? '',
    text: text ?? '',
    line: markdown.slice(0, index).split('\n').length,
  }));
}

const environment = (more: Record<string, string> = {}) => ({
  PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
  HOME: folder,
  NO_COLOR: '1',
  ...more,
});

/** Runs a script and gives its exit code and what it wrote, both streams as they came. */
async function bash(script: string, env: Record<string, string> = {}) {
  const shell = ['-c', `exec 2>&1\n${script}`];
  const child = spawn('bash', shell, { cwd: folder, env: environment(env), stdio: 'pipe' });
  child.stdin.end();
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output: Buffer.concat(chunks).toString() };
}

async function runs(script: string, env: Record<string, string> = {}): Promise<void> {
  expect(await bash(`set -euo pipefail\n${script}`, env)).toMatchObject({ code: 0 });
}

const token = /(?<![\w-])(?:[\w-]{43}(?![\w-])|[\w-]{8}…)/g;

/** Text with what differs from run to run replaced. */
const withoutChance = (text: string): string =>
  text
    .replace(token, (found) => `<${found.endsWith('…') ? 'masked' : 'whole'} token>`)
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<instant>')
    .replace(/("durationMs":)\d+/g, '$1<n>')
    .replace(/\bin \d+(\.\d+)?m?s\b/g, 'in <duration>')
    .trimEnd();

async function replay({ text }: Block): Promise<void> {
  let code = 0;
  for (const [, written = '', shown = ''] of text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
    const command = written.replace(token, (name) => tokens.get(name) ?? name);
    const piped = /[|>]|\$\(/.test(command);
    const run = await bash(`(exit ${code})\n${command}`, piped ? {} : { README_TERMINAL: '1' });
    expect(`$ ${written}\n${withoutChance(run.output)}`).toBe(
      `$ ${written}\n${withoutChance(shown)}`,
    );
    const came = run.output.match(token) ?? [];
    (shown.match(token) ?? []).forEach((name, at) => remember(name, came[at] ?? name));
    code = run.code;
  }
}

/** A whole token of the README stands for what came, and so does its masked form. */
function remember(name: string, came: string): void {
  tokens.set(name, came);
  if (!name.endsWith('…')) tokens.set(`${name.slice(0, 8)}…`, `${came.slice(0, 8)}…`);
}

/** The session-admin commands in a file for another program. */
function commandsIn({ kind, text }: Block): string[] {
  if (kind === 'dockerfile') {
    const [, words = ''] = /^CMD \[(.*)\]$/m.exec(text) ?? [];
    return [`session-admin ${words.replace(/, */g, ' ').replaceAll('"', '')}`];
  }
  if (kind === 'yaml') {
    const lists = [...text.matchAll(/^ *command: (\[.*\])$/gm)].map(([, list = '']) =>
      list.slice(1, -1).replace(/, */g, ' '),
    );
    const scripts = [...text.matchAll(/^( *)(?:- )?run: \|\n((?:\1 +.*\n)+)/gm)].map(
      ([, , script = '']) => script.replace(/^ +/gm, ''),
    );
    return [...lists, ...scripts].filter((command) => command.includes('session-admin'));
  }
  return [...text.matchAll(/\bsession-admin [a-z].*$/gm)].map(([command]) => command);
}

/** Runs a command to its end; one that has none is interrupted once it has begun. */
async function runsOrWatches(command: string): Promise<void> {
  const env = {
    SESSION_ADMIN_DATABASE: join(folder, 'sessions.db'),
    GITHUB_ENV: join(folder, 'env'),
  };
  if (!/session-admin'? '?watch/.test(command)) return runs(command, env);
  const child = spawn('bash', ['-c', `exec ${command} -v`], { env: environment(env), cwd: folder });
  child.stdout.once('data', () => child.kill('SIGTERM'));
  expect(await once(child, 'close')).toEqual([0, null]);
}

describe('the README', () => {
  it('has examples, all of a known kind', () => {
    expect(blocks.length).toBeGreaterThan(15);
    expect(blocks.filter(({ kind }) => !kinds.has(kind))).toEqual([]);
  });

  it.each(of('sh', 'console'))('line $line: $kind', async (block) => {
    if (block.kind === 'sh') await runs(block.text);
    else await replay(block);
  });

  it.each(of('sh watch', 'crontab', 'ini', 'yaml', 'dockerfile'))(
    'line $line: $kind',
    async (block) => {
      const commands = commandsIn(block);
      for (const command of commands) await runsOrWatches(command);
      expect(commands.length > 0).toBe(block.text.includes('session-admin'));
    },
  );

  it('has GitHub Actions pass the token on', async () => {
    expect(await readFile(join(folder, 'env'), 'utf8')).toMatch(
      /^SESSION_COOKIE=session=[\w-]{43}$/m,
    );
  });

  it('has programs that compile and run', async () => {
    const programs = of('ts');
    await mkdir(join(folder, 'node_modules'));
    await symlink(root, join(folder, 'node_modules/session-admin'));
    for (const name of ['sequelize', '@types']) {
      await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    }
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const files = programs.map(({ line }) => join(folder, `readme-${line}.ts`));
    await Promise.all(files.map((file, at) => writeFile(file, programs[at]?.text ?? '')));
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    const options = '--strict --skipLibCheck --types node --target es2022 --module nodenext';
    const libraries = ['--lib', 'es2022,esnext.disposable'];
    await runs(`${process.execPath} ${tsc} ${options} ${libraries.join(' ')} ${files.join(' ')}`);
    for (const file of files) {
      const js = file.replace(/ts$/, 'js');
      await promisify(execFile)(process.execPath, [js], { cwd: folder, env: environment() });
    }
  });
});
