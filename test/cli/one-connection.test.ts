import { randomBytes } from 'node:crypto';
import { expect, it, onTestFinished } from 'vitest';
import { run } from '../helpers/cli.js';
import { describeServer, eachServer, servers, type Scratch } from '../helpers/servers.js';

/** A user who may have one connection at a time, and no more. */
async function loner(scratch: Scratch, engine: 'postgres' | 'mysql'): Promise<string> {
  const name = `one_${randomBytes(4).toString('hex')}`;
  const password = 'one';
  if (engine === 'postgres') {
    await scratch.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}' CONNECTION LIMIT 1`);
    await scratch.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${name}`);
    onTestFinished(async () => {
      await scratch.query(`DROP OWNED BY ${name}`);
      await scratch.query(`DROP ROLE ${name}`);
    });
  } else {
    await scratch.query(
      `CREATE USER ${name}@'%' IDENTIFIED BY '${password}' WITH MAX_USER_CONNECTIONS 1`,
    );
    await scratch.query(`GRANT ALL ON ${scratch.name}.* TO ${name}@'%'`);
    onTestFinished(async () => {
      await scratch.query(`DROP USER ${name}@'%'`);
    });
  }
  return scratch.url({ name, password });
}

for (const name of eachServer) {
  const { engine } = servers[name];
  describeServer(name, (scratch) => {
    it('every command does with one connection', async () => {
      const [bytes, instant] =
        engine === 'postgres' ? ['bytea', 'timestamptz'] : ['longblob', 'datetime(3)'];
      await scratch.query('DROP TABLE IF EXISTS sessions');
      await scratch.query(
        `CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data ${bytes}, expiry ${instant})`,
      );
      const old = Array.from(
        { length: 1500 },
        (_, i) => `('old-${i}', '{"userID":1}', '2001-01-01')`,
      );
      await scratch.query(
        `INSERT INTO sessions VALUES ('live-aaaaaaaaaaaaaaaa', '{"userID":1}', '2037-01-01'), ${old.join(', ')}`,
      );
      const database = await loner(scratch, engine);
      const at = ['-l', 'scs', '-c', 'json'];
      const lines = Array.from({ length: 1200 }, (_, i) =>
        JSON.stringify({ token: `new-${i}`, data: { userID: 5 }, ttl: '2h' }),
      );
      const does = async (argv: string[], wanted: RegExp, stdin = ''): Promise<void> => {
        const { code, stdout, stderr } = await run([...argv, ...at], { database, stdin });
        expect([code, stderr.replaceAll(/warning: .*\n/g, '')]).toEqual([0, '']);
        expect(stdout).toMatch(wanted);
      };
      await does(['put', '--from', '-', '--json'], /"stored": ?1200/, `${lines.join('\n')}\n`);
      await does(['put', 'one-aaaaaaaaaaaaaaaa', '--data', '{"userID":7}'], /^$/);
      await does(['list', '--all', '--sort', 'expiry', '--format', 'count'], /^2702$/m);
      await does(['list', '--sort', 'token', '--user', '5', '--format', 'ndjson'], /new-1199/);
      await does(['get', 'one-aaaaaaaaaaaaaaaa'], /"user": "7"/);
      await does(['delete', '--user', '5', '--yes', '--json'], /"deleted": ?1200/);
      await does(['purge', '--batch-size', '100', '--json'], /"deleted": ?1500/);
      await does(['purge', '--batch-size', 'all', '--json'], /"deleted": ?0/);
      await does(['delete', '--all', '--yes', '--json'], /"deleted": ?2/);
    }, 120_000);
  });
}
