import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect } from './servers.js';

const run = promisify(execFile);

/** A database server of the test's own, in a scratch folder and on a free port: it may be stopped. */
export interface OwnServer {
  /** A superuser's URL of an empty database. */
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and takes everything away. */
  remove(): Promise<void>;
}

export interface OwnServerOptions {
  /** Further arguments for the server, such as `-c` settings. */
  args?: readonly string[];
}

/** Servers refuse to run as root: then the account that Debian's package made runs them. */
const asAccount = (account: string): string[] =>
  process.getuid?.() === 0 ? ['runuser', '-u', account, '--'] : [];

/** Makes and starts a PostgreSQL server. */
export async function ownPostgres({ args = [] }: OwnServerOptions = {}): Promise<OwnServer> {
  const bin = join('/usr/lib/postgresql', newest('/usr/lib/postgresql'), 'bin');
  const folder = await scratch();
  const data = join(folder, 'data');
  const port = await freePort();
  await execute([
    ...asAccount('postgres'),
    join(bin, 'initdb'),
    '-D',
    data,
    '-A',
    'trust',
    '-U',
    'postgres',
    '-N',
  ]);
  const command = [
    ...asAccount('postgres'),
    ...[
      join(bin, 'postgres'),
      '-D',
      data,
      '-p',
      `${port}`,
      '-k',
      folder,
      '-c',
      'listen_addresses=127.0.0.1',
    ],
    ...['-c', 'fsync=off', ...args],
  ];
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  // SIGINT: PostgreSQL's fast shutdown, which ends the connections.
  return started({ engine: 'postgres', folder, port, url, command, stopSignal: 'SIGINT' });
}

/** Makes and starts a MariaDB server. */
export async function ownMariadb({ args = [] }: OwnServerOptions = {}): Promise<OwnServer> {
  const folder = await scratch();
  const data = join(folder, 'data');
  const port = await freePort();
  const account = asAccount('mysql');
  await execute([
    ...account,
    ...['mariadb-install-db', '--no-defaults', `--datadir=${data}`],
    ...['--auth-root-authentication-method=normal', '--skip-test-db'],
  ]);
  const command = [
    ...account,
    ...[
      'mariadbd',
      '--no-defaults',
      `--datadir=${data}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
    ],
    ...[`--socket=${join(folder, 'mysqld.sock')}`, '--skip-name-resolve', ...args],
  ];
  const server = await started({
    engine: 'mysql',
    folder,
    port,
    url: `mysql://root@127.0.0.1:${port}/mysql`,
    command,
    stopSignal: 'SIGTERM',
  });
  const session = await connect('mysql', server.url);
  await session.query('CREATE DATABASE app');
  await session.close();
  return { ...server, url: `mysql://root@127.0.0.1:${port}/app` };
}

interface Plan {
  engine: 'postgres' | 'mysql';
  folder: string;
  port: number;
  url: string;
  command: string[];
  stopSignal: 'SIGINT' | 'SIGTERM';
}

async function started(plan: Plan): Promise<OwnServer> {
  const { engine, folder, port, url, command, stopSignal } = plan;
  let process: ChildProcess | undefined;
  const [program = '', ...rest] = command;
  const server: OwnServer = {
    url,
    port,
    folder,
    start: async () => {
      process = spawn(program, rest, { stdio: 'ignore', cwd: folder, detached: true });
      await answering(engine, url);
    },
    stop: async () => {
      const running = process;
      process = undefined;
      if (running?.pid === undefined || running.exitCode !== null) return;
      const ended = new Promise((resolve) => running.once('exit', resolve));
      // The whole group: runuser stands between us and the server.
      globalThis.process.kill(-running.pid, stopSignal);
      await ended;
    },
    remove: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  await server.start();
  return server;
}

async function answering(engine: Plan['engine'], url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await (await connect(engine, url)).close();
      return;
    } catch (error) {
      if (tries >= 150) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'session-admin-server-'));
  // The server runs as another account.
  await chmod(folder, 0o777);
  return folder;
}

async function execute([program = '', ...args]: string[]): Promise<void> {
  await run(program, args, { cwd: tmpdir() });
}

const newest = (folder: string): string =>
  readdirSync(folder).sort((a, b) => Number(b) - Number(a))[0] ?? '';

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
