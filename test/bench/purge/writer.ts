import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { writerPrefix } from '../databases/contract.js';

/** What the writing client felt: the wait of each write in milliseconds, and why writes failed. */
export interface Waits {
  waits: number[];
  failures: string[];
}

interface Client {
  write(token: string, data: Buffer, expiry: Date): Promise<unknown>;
  close(): Promise<unknown>;
}

const everyMs = 5;
const lifetimeMs = 86_400_000;

const clients: Record<string, (url: string) => Promise<Client>> = {
  'sqlite:': async (url) => {
    const { default: sqlite3 } = await import('sqlite3');
    const database = new sqlite3.Database(url.replace('sqlite:', ''));
    database.configure('busyTimeout', 5000);
    const done = (run: (callback: (error: Error | null) => void) => void) =>
      new Promise<void>((resolve, reject) => run((error) => (error ? reject(error) : resolve())));
    const sql = 'INSERT INTO sessions (token, data, expiry) VALUES (?, ?, ?)';
    return {
      write: (token, data, expiry) => {
        const text = expiry.toISOString().replace('T', ' ').replace('Z', '+00:00');
        return done((callback) => database.run(sql, [token, data, text], callback));
      },
      close: () => done((callback) => database.close(callback)),
    };
  },
  'postgres:': async (url) => {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const sql = 'INSERT INTO sessions (token, data, expiry) VALUES ($1, $2, $3)';
    return {
      write: (token, data, expiry) => client.query(sql, [token, data, expiry]),
      close: () => client.end(),
    };
  },
  'mariadb:': async (url) => {
    const { default: mysql2 } = await import('mysql2/promise');
    const uri = url.replace('mariadb:', 'mysql:');
    const client = await mysql2.createConnection({ uri, timezone: 'Z' });
    const sql = 'INSERT INTO sessions (token, data, expiry) VALUES (?, ?, ?)';
    return {
      write: (token, data, expiry) => client.query(sql, [token, data, expiry]),
      close: () => client.end(),
    };
  },
};

/** Writes a session every 5 ms through a plain driver, until a message comes; answers with its waits. */
async function write(url: string): Promise<void> {
  const connect = clients[new URL(url).protocol];
  if (!connect) throw new Error('no client for this database');
  const client = await connect(url);
  const felt: Waits = { waits: [], failures: [] };
  const stopping = new AbortController();
  process.once('message', () => stopping.abort());
  process.send?.('ready');
  while (!stopping.signal.aborted) {
    const token = writerPrefix + randomBytes(32).toString('base64url').slice(1);
    const started = performance.now();
    await client
      .write(token, randomBytes(200), new Date(Date.now() + lifetimeMs))
      .catch((error: unknown) => felt.failures.push(String(error)));
    felt.waits.push(performance.now() - started);
    await sleep(everyMs);
  }
  await client.close();
  process.send?.(felt);
  process.disconnect();
}

await write(process.argv[2] ?? '');
