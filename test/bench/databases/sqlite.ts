import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timed, timedDiscarding } from '../measure.js';
import { writerPrefix, type BenchDatabase } from './contract.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const character = `substr('${alphabet}', 1 + (random() & 63), 1)`;
const token = Array<string>(43).fill(character).join(' || ');
const expired = "expiry < strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')";

/** A SQLite file in the folder for temporary files. */
export async function sqliteBench(journal: 'delete' | 'wal'): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'session-admin-bench-'));
  const full = join(folder, 'full.db');
  const file = join(folder, 'sessions.db');
  const shell = (path: string, sql: string) =>
    timed('sqlite3', ['-batch', '-cmd', '.timeout 60000', path, sql]);
  return {
    title: `SQLite, ${journal === 'wal' ? 'WAL' : 'rollback journal'}`,
    url: `sqlite:${file}`,
    prepare: async (rows) => {
      await shell(
        full,
        `PRAGMA journal_mode = off; PRAGMA synchronous = off; PRAGMA cache_size = -400000;
        CREATE TABLE sessions (token varchar(43), data blob, expiry datetime, PRIMARY KEY (token));
        INSERT INTO sessions SELECT ${token}, randomblob(200),
          strftime('%Y-%m-%d %H:%M:%f+00:00', 'now', iif(value % 6 > 0,
            -1 - abs(random() % 2592000), 600 + abs(random() % 86400)) || ' seconds')
          FROM generate_series(1, ${rows});
        CREATE INDEX idx_sessions_expiry ON sessions (expiry);
        PRAGMA journal_mode = ${journal};`,
      );
    },
    refresh: async () => {
      for (const suffix of ['', '-wal', '-shm', '-journal']) {
        await rm(`${file}${suffix}`, { force: true });
      }
      await copyFile(full, file);
      await timed('sync', [file]);
    },
    deleteInShell: () => shell(file, `DELETE FROM sessions WHERE ${expired}`),
    inShell: (...statements) => timedDiscarding('sqlite3', ['-batch', file, ...statements]),
    count: async () => {
      const { stdout } = await shell(
        file,
        `SELECT coalesce(sum(${expired}), 0), coalesce(sum(NOT ${expired}), 0)
          FROM sessions WHERE token < '${writerPrefix}'`,
      );
      const [gone = NaN, live = NaN] = stdout.trim().split('|').map(Number);
      return { expired: gone, live };
    },
    drop: () => rm(folder, { recursive: true }),
  };
}
