import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connect, type ServerSession } from './server-session.js';

const run = promisify(execFile);

/**
 * A server of the test file's own, on a free port, in a folder of its own: for what a shared one
 * must not be asked (TLS, passwords, its time zone, a replica, to be stopped). It has a database
 * `app`.
 */
export interface ScratchServer {
  readonly port: number;
  /** Its folder; PostgreSQL's socket is in it. */
  readonly folder: string;
  /** MariaDB's socket. */
  readonly socket: string;
  /** A URL to it by TCP; by default of `app`, as its administrator, who needs no password. */
  url(parts?: UrlParts): string;
  /** Opens a connection as its administrator, past the tool. */
  connect(database?: string): Promise<ServerSession>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and takes its folder away. */
  remove(): Promise<void>;
}

interface UrlParts {
  /** As it stands in the URL: `name` or `name:password`. */
  user?: string;
  host?: string;
  database?: string;
  query?: string;
  scheme?: string;
}

interface Settings {
  /** Lines of postgresql.conf, or options of mariadbd without their dashes. */
  settings?: readonly string[];
  /** pg_hba.conf; by default everybody on this machine is trusted. */
  access?: readonly string[];
  /** Files to put in its folder before it starts, by name. */
  files?: Readonly<Record<string, string>>;
}

interface PostgresSettings extends Settings {
  /** The folder of its programs; by default of the newest that the system has. */
  programs?: string;
  /** The account that runs it, in place of root. */
  account?: string;
}

const trusted = ['local all all trust', 'host all all all trust', 'local replication all trust'];

export async function scratchPostgres(options: PostgresSettings = {}): Promise<ScratchServer> {
  const bin = options.programs ?? (await postgresPrograms());
  const server = await makePostgres(options, (data, as) =>
    run(join(bin, 'initdb'), ['-D', data, '-N', '-A', 'trust', '-U', 'postgres', '-E', 'UTF8'], as),
  );
  return withApp(server, 'postgres');
}

/** A hot standby of a server. */
export async function standbyOf(primary: ScratchServer): Promise<ScratchServer> {
  const bin = await postgresPrograms();
  const from = ['-h', primary.folder, '-p', String(primary.port), '-U', 'postgres'];
  return makePostgres({}, (data, as) =>
    run(join(bin, 'pg_basebackup'), [...from, '-D', data, '-R', '-c', 'fast', '-X', 'stream'], as),
  );
}

async function makePostgres(
  { settings = [], access = trusted, files, programs, account = 'postgres' }: PostgresSettings,
  fill: (data: string, as: Account) => Promise<unknown>,
): Promise<ScratchServer> {
  const bin = programs ?? (await postgresPrograms());
  const as = await accountOf(account);
  const [folder, port] = await Promise.all([newFolder(as, files), freePort()]);
  const data = join(folder, 'data');
  await fill(data, as);
  const lines = [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${folder}'`,
    'fsync = off',
    'shared_buffers = 16MB',
    ...settings,
  ];
  await writeFile(join(data, 'postgresql.auto.conf'), `${lines.join('\n')}\n`, { flag: 'a' });
  await writeFile(join(data, 'pg_hba.conf'), `${access.join('\n')}\n`);
  return manage({
    scheme: 'postgres',
    administrator: 'postgres',
    port,
    folder,
    socket: folder,
    spawn: () => spawn(join(bin, 'postgres'), ['-D', data], { ...as, stdio: 'ignore' }),
    // The fast way, which ends the sessions.
    signal: 'SIGINT',
    admin: (database = 'postgres') =>
      `postgres://postgres@/${database}?host=${encodeURIComponent(folder)}&port=${port}`,
  });
}

export async function scratchMariadb(options: Settings = {}): Promise<ScratchServer> {
  const as = await accountOf('mysql');
  const [folder, port] = await Promise.all([newFolder(as, options.files), freePort()]);
  const [data, socket] = [join(folder, 'data'), join(folder, 'mysqld.sock')];
  await mkdir(data);
  await give(data, as);
  // As it starts, a server removes all temporary tables from its folder for them, those of others too.
  const common = ['--no-defaults', `--datadir=${data}`, `--tmpdir=${folder}`];
  await run(
    'mariadb-install-db',
    [...common, '--auth-root-authentication-method=normal', '--skip-test-db'],
    as,
  );
  const args = [
    ...common,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${socket}`,
    '--skip-log-bin',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=16M',
    ...(options.settings ?? []).map((setting) => `--${setting}`),
  ];
  const server = await manage({
    scheme: 'mysql',
    administrator: 'root',
    port,
    folder,
    socket,
    spawn: () => spawn('mariadbd', args, { ...as, stdio: 'ignore' }),
    signal: 'SIGTERM',
    admin: (database = 'mysql') =>
      `mysql://root@localhost/${database}?socketPath=${encodeURIComponent(socket)}`,
  });
  return withApp(server, 'mysql');
}

async function withApp(server: ScratchServer, database: string): Promise<ScratchServer> {
  const session = await server.connect(database);
  await session.query('CREATE DATABASE app');
  await session.close();
  return server;
}

interface Managed extends Pick<ScratchServer, 'port' | 'folder' | 'socket'> {
  scheme: 'postgres' | 'mysql';
  administrator: string;
  spawn(): ChildProcess;
  signal: NodeJS.Signals;
  /** A URL for the driver itself, by socket. */
  admin(database?: string): string;
}

async function manage(server: Managed): Promise<ScratchServer> {
  const { port, folder, socket, administrator } = server;
  let child: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running?.exitCode !== null) return;
    const ended = once(running, 'exit');
    running.kill(server.signal);
    await ended;
  };
  const start = async (): Promise<void> => {
    const started = server.spawn();
    child = started;
    for (let tries = 0; ; tries++) {
      const session = await connect(server.scheme, server.admin()).catch((error: unknown) => {
        if (tries === 200 || started.exitCode !== null) throw error;
        return undefined;
      });
      if (session) return session.close();
      await sleep(50);
    }
  };
  /** For a test file that ends before it comes to `remove`. */
  const abandon = (): void => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', abandon);
  const remove = async (): Promise<void> => {
    await stop();
    process.off('exit', abandon);
    await rm(folder, { recursive: true, force: true });
  };
  await start().catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    port,
    folder,
    socket,
    start,
    stop,
    remove,
    connect: (database = 'app') => connect(server.scheme, server.admin(database)),
    url: ({
      user = administrator,
      host = '127.0.0.1',
      database = 'app',
      query = '',
      ...more
    } = {}) =>
      `${more.scheme ?? server.scheme}://${user}@${host}:${port}/${database}${query && `?${query}`}`,
  };
}

interface Account {
  uid?: number;
  gid?: number;
}

/** The servers refuse to run as root: then as the account that their packages make. */
async function accountOf(name: string): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, name])));
  return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
}

async function give(path: string, { uid, gid }: Account): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}

async function newFolder(as: Account, files: Settings['files'] = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'session-admin-scratch-'));
  await chmod(folder, 0o755);
  await give(folder, as);
  for (const [name, source] of Object.entries(files)) {
    const copy = join(folder, name);
    await copyFile(source, copy);
    await chmod(copy, 0o600);
    await give(copy, as);
  }
  return folder;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Debian keeps them off the PATH, by version. */
async function postgresPrograms(): Promise<string> {
  const root = '/usr/lib/postgresql';
  const versions = await readdir(root).catch(() => []);
  const newest = versions.map(Number).sort((a, b) => b - a)[0];
  return newest === undefined ? '' : join(root, String(newest), 'bin');
}
