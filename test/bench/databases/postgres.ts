import { randomBytes } from 'node:crypto';
import { timed, timedDiscarding } from '../measure.js';
import { writerPrefix, type BenchDatabase } from './contract.js';

/** A PostgreSQL database of its own, made at the server of `SESSION_ADMIN_TEST_POSTGRES`. */
export function postgresBench(): BenchDatabase {
  const server =
    process.env['SESSION_ADMIN_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test';
  const name = `session_admin_bench_${randomBytes(4).toString('hex')}`;
  const withDatabase = (database: string): string =>
    Object.assign(new URL(server), { pathname: `/${database}` }).href;
  const url = withDatabase(name);
  const shell = (at: string, ...statements: string[]) =>
    timed('psql', ['-qXAt', ...statements.flatMap((sql) => ['-c', sql]), at]);
  const dropped = (database: string) => `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`;
  return {
    title: 'PostgreSQL',
    url,
    prepare: async (rows) => {
      await shell(server, `CREATE DATABASE ${name}_full`);
      await shell(
        withDatabase(`${name}_full`),
        'CREATE TABLE sessions (token varchar(43), data bytea, expiry timestamptz, PRIMARY KEY (token))',
        `INSERT INTO sessions SELECT
            rtrim(translate(encode(sha256((random()::text || i)::bytea), 'base64'), '+/', '-_'), '='),
            substr(decode(repeat(md5(random()::text), 13), 'hex'), 1, 200),
            CASE WHEN i % 6 > 0 THEN now() - interval '1 s' - random() * interval '30 days'
              ELSE now() + interval '10 min' + random() * interval '1 day' END
          FROM generate_series(1, ${rows}) AS i`,
        'CREATE INDEX idx_sessions_expiry ON sessions (expiry)',
        'VACUUM ANALYZE sessions',
      );
    },
    refresh: async () => {
      const copy = `CREATE DATABASE ${name} TEMPLATE ${name}_full`;
      await shell(server, dropped(name), copy, 'CHECKPOINT');
    },
    deleteInShell: () => shell(url, 'DELETE FROM sessions WHERE expiry < now()'),
    inShell: (...statements) =>
      timedDiscarding('psql', ['-qXAt', ...statements.flatMap((sql) => ['-c', sql]), url]),
    count: async () => {
      const { stdout } = await shell(
        url,
        `SELECT count(*) FILTER (WHERE expiry < now()), count(*) FILTER (WHERE expiry >= now())
          FROM sessions WHERE left(token, 1) <> '${writerPrefix}'`,
      );
      const [expired = NaN, live = NaN] = stdout.trim().split('|').map(Number);
      return { expired, live };
    },
    drop: async () => {
      await shell(server, dropped(name), dropped(`${name}_full`));
    },
  };
}
