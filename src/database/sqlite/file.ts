import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  statSync,
  type Stats,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Sequelize } from 'sequelize';
import { SessionAdminError } from '../../errors.js';
import type { Connected, ConnectOptions } from '../connected.js';
import { sqliteDriver } from '../sqlite-driver.js';
import { sqlite } from './dialect.js';

/** How long SQLite itself waits for a lock before it gives up with SQLITE_BUSY. */
const busyTimeoutMs = 5000;

/** Opens a SQLite file, or `:memory:`. */
export async function connectSqlite(path: string, options: ConnectOptions): Promise<Connected> {
  const memory = path === ':memory:';
  if (!memory) checkFile(path, options.create ?? false);
  const driver = await loadDriver();
  if (!memory && options.create && !options.readOnly) createPrivately(path);
  const flags = memory
    ? driver.OPEN_READWRITE | driver.OPEN_CREATE
    : options.readOnly
      ? driver.OPEN_READONLY
      : driver.OPEN_READWRITE | (options.create ? driver.OPEN_CREATE : 0);
  const immutable = options.readOnly === true && !memory && isIdleWal(path);
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
    statementMs: undefined,
    transport: () => null,
    remote: false,
    close: () => closeOpened(sequelize),
  };
}

/** The driver, with every connection waiting for locks from its first statement on. */
async function loadDriver() {
  const sqlite3 = await sqliteDriver();
  class PatientDatabase extends sqlite3.Database {
    constructor(filename: string, mode: number, callback: (error: Error | null) => void) {
      super(filename, mode, callback);
      this.configure('busyTimeout', busyTimeoutMs);
    }

    #waits = busyTimeoutMs;

    /** Has the next statements wait for locks no longer than so many milliseconds. */
    waitForLocks(ms: number): void {
      const wanted = Math.max(1, Math.floor(Math.min(busyTimeoutMs, ms)));
      if (wanted === this.#waits) return;
      this.#waits = wanted;
      this.configure('busyTimeout', wanted);
    }
  }
  return { ...sqlite3, Database: PatientDatabase };
}

/**
 * Makes a file that is not there, for this user alone: what comes into it are passwords. SQLite would
 * let everybody read it, and gives its other files the mode that this one has.
 */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600));
  } catch {
    // SQLite says what is in the way.
  }
}

function checkFile(path: string, create: boolean): void {
  if (statIfThere(path, create)?.isDirectory()) {
    throw new SessionAdminError('DATABASE_MISSING', `${path} is a folder, not a SQLite file`);
  }
}

function statIfThere(path: string, create: boolean): Stats | undefined {
  try {
    return statSync(path);
  } catch (cause) {
    const folder = dirname(resolve(path));
    if (create && existsSync(folder)) return undefined;
    throw new SessionAdminError(
      'DATABASE_MISSING',
      create
        ? `there is no folder ${folder} to create the database in`
        : `there is no SQLite file ${path}`,
      { cause },
    );
  }
}

/**
 * Whether a file is in WAL mode and nobody has it open.
 *
 * A read-only connection to such a file would leave a `-wal` and a `-shm` file behind, and would
 * fail where the folder cannot be written; opened as immutable it does neither.
 */
function isIdleWal(path: string): boolean {
  if (existsSync(`${path}-wal`)) return false;
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    // Bytes 18 and 19 of the header: the file format's write and read version, 2 for WAL.
    const header = Buffer.alloc(20);
    return readSync(file, header, 0, 20, 0) === 20 && header[18] === 2 && header[19] === 2;
  } catch {
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
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
