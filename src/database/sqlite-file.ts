import { existsSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Sequelize } from 'sequelize';
import { SessionAdminError } from '../errors.js';
import type { Connected, ConnectOptions } from './contract.js';
import { sqlite } from './sqlite.js';

/** How long SQLite itself waits for a lock before it gives up with SQLITE_BUSY. */
const busyTimeoutMs = 5000;

/** Opens a SQLite file, or `:memory:`. */
export async function connectSqlite(path: string, options: ConnectOptions): Promise<Connected> {
  const memory = path === ':memory:';
  if (!memory) await checkFile(path, options.create ?? false);
  const driver = await loadDriver();
  const flags = memory
    ? driver.OPEN_READWRITE | driver.OPEN_CREATE
    : options.readOnly
      ? driver.OPEN_READONLY
      : driver.OPEN_READWRITE | (options.create ? driver.OPEN_CREATE : 0);
  const immutable = options.readOnly === true && !memory && (await isIdleWal(path));
  const { Sequelize } = await import('sequelize');
  const sequelize = new Sequelize({
    dialect: 'sqlite',
    storage: immutable ? `${pathToFileURL(resolve(path)).href}?immutable=1` : path,
    dialectModule: driver,
    dialectOptions: { mode: immutable ? flags | driver.OPEN_URI : flags },
    logging: false,
    retry: { max: 1 },
  });
  return {
    sequelize,
    dialect: sqlite,
    title: memory ? 'SQLite in memory' : path,
    close: () => closeOpened(sequelize),
  };
}

/** The driver, with every connection waiting for locks from its first statement on. */
async function loadDriver() {
  const { default: sqlite3 } = await import('sqlite3').catch((cause: unknown) => {
    // Its install script was not run, or was run for another system.
    throw new SessionAdminError(
      'DATABASE_REFUSED',
      'the SQLite driver has no binary for this system: run `npm rebuild sqlite3` ' +
        '(npm 11 and later: `npm install-scripts approve sqlite3` first)',
      { cause },
    );
  });
  class PatientDatabase extends sqlite3.Database {
    constructor(filename: string, mode: number, callback: (error: Error | null) => void) {
      super(filename, mode, callback);
      this.configure('busyTimeout', busyTimeoutMs);
    }
  }
  return { ...sqlite3, Database: PatientDatabase };
}

async function checkFile(path: string, create: boolean): Promise<void> {
  const found = await stat(path).catch((cause: unknown) => {
    if (create && existsSync(dirname(resolve(path)))) return undefined;
    throw new SessionAdminError(
      'DATABASE_MISSING',
      create
        ? `there is no folder ${dirname(resolve(path))} to create the database in`
        : `there is no SQLite file ${path}`,
      { cause },
    );
  });
  if (found?.isDirectory()) {
    throw new SessionAdminError('DATABASE_MISSING', `${path} is a folder, not a SQLite file`);
  }
}

/**
 * Says whether a file is in WAL mode and nobody has it open.
 *
 * A read-only connection to such a file would leave a `-wal` and a `-shm` file behind, and would
 * fail where the folder cannot be written; opened as immutable it does neither.
 */
async function isIdleWal(path: string): Promise<boolean> {
  if (existsSync(`${path}-wal`)) return false;
  const file = await open(path).catch(() => undefined);
  if (!file) return false;
  try {
    // Bytes 18 and 19 of the header: the file format's write and read version, 2 for WAL.
    const { buffer, bytesRead } = await file.read(Buffer.alloc(20), 0, 20, 0);
    return bytesRead === 20 && buffer[18] === 2 && buffer[19] === 2;
  } finally {
    await file.close();
  }
}

/** Sequelize's close never settles where the file could not be opened. */
async function closeOpened(sequelize: Sequelize): Promise<void> {
  const manager = sequelize.connectionManager as unknown as {
    connections: Record<string, { open?: boolean }>;
  };
  for (const [id, connection] of Object.entries(manager.connections)) {
    if (connection.open !== true) Reflect.deleteProperty(manager.connections, id);
  }
  await sequelize.close();
}
