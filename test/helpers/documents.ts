import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from './folder.js';
import { describeServer, type Scratch } from './servers.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * A stretch of a document that is code, of one of these kinds:
 *
 * - `sh`: runs, and every command in it succeeds. `sh install`: not run here; `.ci/run` installs.
 * - `console`: what follows each `$ command` is what a terminal of 100 columns shows. Tokens,
 *   instants and durations in it may differ; a token of the document stands for the one that came in
 *   its place, also in later commands. The home folder is `/home/ann`.
 * - `console 40`, `console 80`, `console 120`: the same on a terminal of so many columns, which no line
 *   of the document may pass.
 * - `console postgres`, `console mysql`: the same against a server, where there is one.
 * - `ts`: type-checked and run.
 * - `sh watch`, `crontab`, `ini`, `yaml` and `dockerfile`: the session-admin commands in them run, and
 *   succeed.
 * - `text`, `sql`, `js`, `json`: to read.
 */
interface Block {
  kind: string;
  text: string;
  line: number;
}

const kinds = new Set([
  'sh',
  'sh install',
  'sh watch',
  'console',
  'console 40',
  'console 80',
  'console 120',
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

function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(.+)\n([^]*?)^```$/gm)].map(({ 1: kind, 2: text, index }) => ({
    kind: kind ?? '',
    text: text ?? '',
    line: markdown.slice(0, index).split('\n').length,
  }));
}

/** Makes a child's stdout pass for a terminal, where the environment asks for it. */
const terminal = `
  const columns = Number(process.env.DOCUMENT_TERMINAL);
  if (columns > 0) Object.assign(process.stdout, { isTTY: true, columns });`;

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
    // When a session was last seen, and how much of its payload that leaves room for.
    .replace(/\b(?:now|\d+[smhd](?: \d+[smh])? ago|in \d+s) {2,}/g, '<time>  ')
    .replace(/^(token .*lastSeen) {2,}/gm, '$1  ')
    .replace(/^(<masked token>.{40}).*…$/gm, '$1…')
    .replace(/\bin \d+(\.\d+)?m?s\b/g, 'in <duration>')
    // When sessions were made and run out, by the day that it is.
    .replace(/\b\d+ (?:minutes?|hours?|days?|min) a bar, up to \d+ */g, '<bar>  ')
    .replace(/[▁-█·]*[▁-▇·][▁-█·]* */g, '<bars>  ')
    .replace(/\d+ [A-Z][a-z]{2}(?: \d\d:\d\d)? +\d+ [A-Z][a-z]{2}(?: \d\d:\d\d)? */g, '<days>  ')
    .trimEnd();

/** A server in the place of the one that a document speaks of. */
interface Server {
  url: string;
  inDocument: string;
  title: string;
  titleInDocument: string;
}

const servers = [
  { kind: 'console postgres', name: 'PostgreSQL', scheme: 'postgres', table: 'connect-pg-simple' },
  { kind: 'console mysql', name: 'MySQL', scheme: 'mysql', table: 'express-mysql-session' },
] as const;

const serverOf = (scratch: Scratch, scheme: 'postgres' | 'mysql'): Server => {
  const url = scratch.url();
  return {
    url,
    inDocument: `${scheme}://app@localhost/app`,
    title: `${scratch.name} at ${new URL(url).host}`,
    titleInDocument: 'app at localhost',
  };
};

/** A document whose examples are run from its top to its end, in a scratch folder of its own. */
class Document {
  readonly text: string;
  readonly blocks: Block[];
  readonly #tokens = new Map<string, string>();
  folder = '';

  constructor(path: string) {
    this.text = readFileSync(join(root, path), 'utf8');
    this.blocks = blocksOf(this.text);
  }

  of(...wanted: string[]): Block[] {
    return this.blocks.filter(({ kind }) => wanted.includes(kind));
  }

  async open(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'session-admin-document-'));
    await mkdir(join(this.folder, 'bin'));
    await writeFile(join(this.folder, 'terminal.mjs'), terminal);
    const loaded = `--import '${this.folder}/terminal.mjs'`;
    const tool = `exec '${process.execPath}' ${loaded} '${root}bin/session-admin.js' "$@"`;
    await this.#addCommand('session-admin', tool);
    await this.#addCommand('npx', 'exec "$@"');
    await this.#addCommand('npm', 'test "$1" = install');
    await this.#addCommand('curl', 'case "$2" in "Cookie: "*=*) ;; *) exit 1 ;; esac');
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  async #addCommand(name: string, body: string): Promise<void> {
    const path = join(this.folder, 'bin', name);
    await writeFile(path, `#!/bin/sh\n${body}\n`);
    await chmod(path, 0o755);
  }

  #environment(more: Record<string, string> = {}): Record<string, string> {
    return {
      PATH: `${join(this.folder, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: this.folder,
      LANG: 'C.UTF-8',
      NO_COLOR: '1',
      PAGER: 'cat',
      ...more,
    };
  }

  /** Runs a script and gives its exit code and what it wrote, both streams as they came. */
  async bash(script: string, env: Record<string, string> = {}) {
    const shell = ['-c', `exec 2>&1\n${script}`];
    const settings = { cwd: this.folder, env: this.#environment(env), stdio: 'pipe' } as const;
    const child = spawn('bash', shell, settings);
    child.stdin.end();
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    const [code] = (await once(child, 'close')) as [number];
    return { code, output: Buffer.concat(chunks).toString() };
  }

  async runs(script: string, env: Record<string, string> = {}): Promise<void> {
    expect(await this.bash(`set -euo pipefail\n${script}`, env)).toMatchObject({ code: 0 });
  }

  /** Runs the commands of a `console` block, and compares what they show. */
  async replay({ kind, text }: Block, server?: Server): Promise<void> {
    const columns = Number(/\d+$/.exec(kind)?.[0] ?? 100);
    let code = 0;
    for (const [, written = '', shown = ''] of text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
      const known = written.replace(token, (name) => this.#tokens.get(name) ?? name);
      const command = server ? known.replace(server.inDocument, server.url) : known;
      const piped = /[|>]|\$\(/.test(command);
      const env = piped ? {} : { DOCUMENT_TERMINAL: String(columns) };
      const run = await this.bash(`(exit ${code})\n${command}`, env);
      if (/\d$/.test(kind)) {
        expect(run.output.split('\n').filter((row) => stringWidth(row) > columns)).toEqual([]);
        expect(shown.split('\n').filter((row) => stringWidth(row) > columns)).toEqual([]);
      }
      const atHome = run.output.replaceAll(this.folder, '/home/ann');
      const output = server ? atHome.replace(server.title, server.titleInDocument) : atHome;
      expect(`$ ${written}\n${withoutChance(output)}`).toBe(
        `$ ${written}\n${withoutChance(shown)}`,
      );
      const came = run.output.match(token) ?? [];
      (shown.match(token) ?? []).forEach((name, at) => this.#remember(name, came[at] ?? name));
      code = run.code;
    }
  }

  /** A whole token of the document stands for what came, and so does its masked form. */
  #remember(name: string, came: string): void {
    this.#tokens.set(name, came);
    if (!name.endsWith('…')) this.#tokens.set(`${name.slice(0, 8)}…`, `${came.slice(0, 8)}…`);
  }

  /** The session-admin commands in a file for another program. */
  commandsIn({ kind, text }: Block): string[] {
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
      command.replaceAll(/\/srv\/[\w-]+\/(?=[\w-]+\.(?:db|log)\b)/g, `${this.folder}/`),
    );
  }

  /** Runs a command to its end; one that has none is interrupted once it has begun. */
  async runsOrWatches(command: string): Promise<void> {
    const env = {
      SESSION_ADMIN_DATABASE: join(this.folder, 'sessions.db'),
      GITHUB_ENV: join(this.folder, 'env'),
    };
    if (!/session-admin'? '?watch/.test(command)) return this.runs(command, env);
    const shell = ['-c', `exec ${command} -v`];
    const child = spawn('bash', shell, { env: this.#environment(env), cwd: this.folder });
    child.stdout.once('data', () => child.kill('SIGTERM'));
    expect(await once(child, 'close')).toEqual([0, null]);
  }

  /** Compiles the programs of a document with those who use the package, and runs them. */
  async runPrograms(): Promise<void> {
    await mkdir(join(this.folder, 'node_modules'));
    await symlink(root, join(this.folder, 'node_modules/session-admin'));
    for (const name of ['sequelize', '@types']) {
      await symlink(join(root, 'node_modules', name), join(this.folder, 'node_modules', name));
    }
    await writeFile(join(this.folder, 'package.json'), '{ "type": "module" }');
    const programs = this.of('ts');
    const files = programs.map(({ line }) => join(this.folder, `line-${line}.ts`));
    await Promise.all(files.map((file, at) => writeFile(file, programs[at]?.text ?? '')));
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    const options = '--strict --skipLibCheck --types node --target es2022 --module nodenext';
    const libraries = ['--lib', 'es2022,esnext.disposable'];
    await this.runs(
      `${process.execPath} ${tsc} ${options} ${libraries.join(' ')} ${files.join(' ')}`,
    );
    for (const file of files) {
      const js = file.replace(/ts$/, 'js');
      const settings = { cwd: this.folder, env: this.#environment() };
      await promisify(execFile)(process.execPath, [js], settings);
    }
  }
}

/** Describes a document by running its examples; `more` adds what it alone has to say. */
export function describeDocument(path: string, more?: (document: Document) => void): void {
  const document = new Document(path);
  describe(path, () => {
    beforeAll(() => document.open());
    afterAll(() => document.close());

    it('has examples of known kinds alone', () => {
      expect(document.blocks.filter(({ kind }) => !kinds.has(kind))).toEqual([]);
    });

    it.each(document.of('sh', 'console', 'console 40', 'console 80', 'console 120'))(
      'line $line: $kind',
      async (block) => {
        if (block.kind === 'sh') await document.runs(block.text);
        else await document.replay(block);
      },
    );

    for (const { kind, name, scheme, table } of servers) {
      if (document.of(kind).length === 0) continue;
      describeServer(name, (scratch) => {
        beforeAll(async () => {
          const sql = await readFile(fixture('readme', `${table}.sql`), 'utf8');
          for (const statement of sql.split(/;$/m)) {
            if (statement.trim() !== '') await scratch.query(statement);
          }
        });

        it.each(document.of(kind))('line $line: $kind', (block) =>
          document.replay(block, serverOf(scratch, scheme)),
        );
      });
    }

    it.each(document.of('sh watch', 'crontab', 'ini', 'yaml', 'dockerfile'))(
      'line $line: $kind',
      async (block) => {
        const commands = document.commandsIn(block);
        for (const command of commands) await document.runsOrWatches(command);
        expect(commands.length > 0).toBe(block.text.includes('session-admin'));
      },
    );

    it.runIf(document.of('ts').length > 0)('has programs that compile and run', () =>
      document.runPrograms(),
    );

    more?.(document);
  });
}
