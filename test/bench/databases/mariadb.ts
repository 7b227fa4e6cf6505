import { randomBytes } from 'node:crypto';
import { timed, timedDiscarding } from '../measure.js';
import { writerPrefix, type BenchDatabase } from './contract.js';

/** A MariaDB database of its own, made at the server of `SESSION_ADMIN_TEST_MARIADB`. */
export function mariadbBench(): BenchDatabase {
  const server = new URL(
    process.env['SESSION_ADMIN_TEST_MARIADB'] ?? 'mariadb://root@127.0.0.1:3306/test',
  );
  const name = `session_admin_bench_${randomBytes(4).toString('hex')}`;
  const login = [
    ['--host', decodeURIComponent(server.hostname)],
    ['--port', server.port === '' ? '3306' : server.port],
    ['--user', decodeURIComponent(server.username)],
  ].flat();
  const shell = (sql: string) =>
    timed('mariadb', [...login, '--batch', '--skip-column-names', '--execute', sql], {
      MYSQL_PWD: decodeURIComponent(server.password),
    });
  return {
    title: 'MariaDB',
    url: Object.assign(new URL(server.href), { pathname: `/${name}` }).href,
    prepare: async (rows) => {
      await shell(
        `CREATE DATABASE ${name}; USE ${name};
        CREATE TABLE full (token varchar(43), data longblob, expiry datetime(3) NULL,
          PRIMARY KEY (token), INDEX idx_sessions_expiry (expiry))
          ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;
        INSERT INTO full SELECT
            left(replace(replace(to_base64(unhex(sha2(concat(rand(), seq), 256))), '+', '-'), '/', '_'), 43)
              AS token,
            left(unhex(repeat(md5(rand()), 13)), 200),
            if(seq % 6 > 0, utc_timestamp(3) - INTERVAL 1 + rand() * 2592000 SECOND,
              utc_timestamp(3) + INTERVAL 600 + rand() * 86400 SECOND)
          FROM seq_1_to_${rows} ORDER BY token;`,
      );
    },
    refresh: async () => {
      // FOR EXPORT waits until nothing of the table is left to be written.
      await shell(
        `USE ${name}; DROP TABLE IF EXISTS sessions; CREATE TABLE sessions LIKE full;
        INSERT INTO sessions SELECT * FROM full; ANALYZE TABLE sessions;
        FLUSH TABLES sessions FOR EXPORT; UNLOCK TABLES;`,
      );
    },
    deleteInShell: () => shell(`DELETE FROM ${name}.sessions WHERE expiry < utc_timestamp(3)`),
    inShell: (...statements) =>
      timedDiscarding(
        'mariadb',
        [...login, '--batch', '--quick', '--local-infile=1', '--database', name].concat([
          '--execute',
          statements.join(';'),
        ]),
        { MYSQL_PWD: decodeURIComponent(server.password) },
      ),
    count: async () => {
      const { stdout } = await shell(
        `SELECT coalesce(sum(expiry < utc_timestamp(3)), 0), coalesce(sum(expiry >= utc_timestamp(3)), 0)
          FROM ${name}.sessions WHERE left(token, 1) <> '${writerPrefix}'`,
      );
      const [expired = NaN, live = NaN] = stdout.trim().split('\t').map(Number);
      return { expired, live };
    },
    drop: async () => {
      await shell(`DROP DATABASE IF EXISTS ${name}`);
    },
  };
}
