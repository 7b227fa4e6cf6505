import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layoutNames } from '../src/index.js';
import { fixture } from './helpers/folder.js';
import { describeServer, type Scratch } from './helpers/servers.js';
import { withSqlite } from './helpers/sqlite.js';

/**
 * The README's examples, run from its top to its end in one scratch folder.
 *
 * A database such as `django.db` is made, from test/fixtures/readme/django.sql, before the first
 * example that names it; the key files, such as `django.key`, are those of the applications that
 * wrote the rows.
 *
 * - `sh`: runs, and every command in it succeeds. `sh install`: not run here; `.ci/run` installs.
 * - `console`: what follows each `$ command` is what a terminal of 100 columns shows. Tokens,
 *   instants and durations in it may differ; a token of the README stands for the one that came in
 *   its place, also in later commands.
 * - `console postgres`, `console mysql`: the same against a server, where there is one.
 * - `ts`: type-checked and run.
 * - `sh watch`, `crontab`, `ini`, `yaml` and `dockerfile`: the session-admin commands in them run, and
 *   succeed.
 * - `text`, `sql`, `js`: to read; test/database proves the grants.
 */
interface Block {
  kind: string;
  text: string;
  line: number;
}

const root = fileURLToPath(new URL('../', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = blocksOf(readme);
const kinds = new Set([
  'sh',
  'sh install',
  'sh watch',
  'console',
  'console postgres',
  'console mysql',
  'ts',
  'js',
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
  await addCommand('curl', 'case "$2" in "Cookie: "*=*) ;; *) exit 1 ;; esac');
  for (const [name, secret] of Object.entries(secrets)) {
    await writeFile(join(folder, `${name}.key`), `${secret}\n`);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Makes a child's stdout pass for a terminal, where the environment asks for it. */
const terminal = `
  if (process.env.README_TERMINAL) Object.assign(process.stdout, { isTTY: true, columns: 100 });`;

const secrets = {
  django: 'fixture-secret-key-not-for-production-0123456789',
  express: 'fixture-secret-1',
  laravel: 'base64:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
  'better-auth': 'fixture-secret-better-auth-0123456789',
};

const made = new Set<string>();

/** Makes the databases that an example names and none before it did. */
async function makeDatabases(text: string): Promise<void> {
  for (const [, name = ''] of text.matchAll(/(?<=[ /])([\w-]+)\.db\b/g)) {
    const sql = fixture('readme', `${name}.sql`);
    if (made.has(name) || !existsSync(sql)) continue;
    made.add(name);
    await withSqlite(join(folder, `${name}.db`), async (file) => {
      await file.exec(await readFile(sql, 'utf8'));
    });
  }
}

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

/** As frameworks make them: SCS and Flask 43 characters, Laravel 40, Express and Django 32, PHP 26. */
const token =
  /(?<![\w:-])(?:[\w-]{43}|[\w-]{40}|[\w-]{32}|[\w-]{26})(?![\w-])|(?<![\w:-])[\w:-]{8}…/g;
/** Signed or encrypted: longer than its session's token. */
const cookie = /^([\w.-]+=)\S{60,}$/gm;

/** Text with what differs from run to run replaced. */
const withoutChance = (text: string): string =>
  text
    .replace(cookie, '$1<cookie>')
    .replace(token, (found) => `<${found.endsWith('…') ? 'masked' : 'whole'} token>`)
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<instant>')
    .replace(/("durationMs":)\d+/g, '$1<n>')
    .replace(/\bin \d+(\.\d+)?m?s\b/g, 'in <duration>')
    .trimEnd();

/** A server in the place of the one that the README speaks of. */
interface Server {
  url: string;
  inReadme: string;
  title: string;
  titleInReadme: string;
}

async function replay({ text }: Block, server?: Server): Promise<void> {
  let code = 0;
  for (const [, written = '', shown = ''] of text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
    await makeDatabases(written);
    const known = written.replace(token, (name) => tokens.get(name) ?? name);
    const command = server ? known.replace(server.inReadme, server.url) : known;
    const piped = /[|>]|\$\(/.test(command);
    const run = await bash(`(exit ${code})\n${command}`, piped ? {} : { README_TERMINAL: '1' });
    const output = server ? run.output.replace(server.title, server.titleInReadme) : run.output;
    expect(`$ ${written}\n${withoutChance(output)}`).toBe(`$ ${written}\n${withoutChance(shown)}`);
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
  return [...text.matchAll(/\bsession-admin [a-z].*$/gm)].map(([command]) =>
    command.replaceAll(/\/srv\/[\w-]+\/(?=[\w-]+\.db\b)/g, `${folder}/`),
  );
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

const serverOf = (scratch: Scratch, scheme: 'postgres' | 'mysql'): Server => {
  const url = scratch.url();
  return {
    url,
    inReadme: `${scheme}://app@localhost/app`,
    title: `${scratch.name} at ${new URL(url).host}`,
    titleInReadme: 'app at localhost',
  };
};

describe('the README', () => {
  it('has examples, all of a known kind', () => {
    expect(blocks.length).toBeGreaterThan(15);
    expect(blocks.filter(({ kind }) => !kinds.has(kind))).toEqual([]);
  });

  it.each(layoutNames)('speaks of the layout %s', (name) => {
    expect(readme).toContain(`\`${name}\``);
  });

  it('names every environment variable and exit code that --help does', async () => {
    const { output } = await bash('session-admin --help');
    const variables = output.match(/SESSION_ADMIN_\w+/g) ?? [];
    expect(variables.length).toBeGreaterThan(5);
    expect(variables.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
    const codes = [...output.matchAll(/^ +(\d+) {2}\w|\s{3}(\d+) {2,}\w/gm)].map(
      ([, first, second]) => first ?? second ?? '',
    );
    expect(codes.sort()).toEqual(['0', '1', '2', '3', '4', '75']);
    expect(codes.filter((code) => !new RegExp(`^\\| ${code} +\\|`, 'm').test(readme))).toEqual([]);
  });

  it.each(of('sh', 'console'))('line $line: $kind', async (block) => {
    await makeDatabases(block.text);
    if (block.kind === 'sh') await runs(block.text);
    else await replay(block);
  });

  const servers = [
    { kind: 'console postgres', name: 'PostgreSQL', scheme: 'postgres' },
    { kind: 'console mysql', name: 'MySQL', scheme: 'mysql' },
  ] as const;
  describe.each(servers)('$name', ({ kind, name, scheme }) => {
    const tables = { postgres: 'connect-pg-simple', mysql: 'express-mysql-session' };
    describeServer(name, (scratch) => {
      beforeAll(async () => {
        const sql = await readFile(fixture('readme', `${tables[scheme]}.sql`), 'utf8');
        for (const statement of sql.split(/;$/m)) {
          if (statement.trim() !== '') await scratch.query(statement);
        }
      });

      it.each(of(kind))('line $line: $kind', (block) => replay(block, serverOf(scratch, scheme)));
    });
  });

  it.each(of('sh watch', 'crontab', 'ini', 'yaml', 'dockerfile'))(
    'line $line: $kind',
    async (block) => {
      await makeDatabases(block.text);
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
    for (const { text } of programs) await makeDatabases(text.replaceAll('sqlite:', ' '));
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
