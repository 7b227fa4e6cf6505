import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { run } from '../../helpers/cli.js';
import { describeDatabases } from '../../helpers/databases.js';

const ann = '7f8d0c52-8a3c-4d2e-9d6e-0b7d1c1f2a3b';
const bob = '7f8d0c52-8a3c-4d2e-9d6e-0b7d1c1f2a3c';

/** Directus' tables, whose users have a uuid. */
describeDatabases((database) => {
  const { dialect } = database;
  const at = { sqlite: 'datetime', postgres: 'timestamptz', mysql: 'timestamp' }[dialect];
  const uuid = { sqlite: 'char(36)', postgres: 'uuid', mysql: 'char(36)' }[dialect];
  const user = dialect === 'mysql' ? '`user`' : '"user"';
  const fresh = () =>
    database.query(`DROP TABLE IF EXISTS directus_sessions;
DROP TABLE IF EXISTS directus_users;
CREATE TABLE directus_sessions (token varchar(64) NOT NULL PRIMARY KEY, ${user} ${uuid}, expires ${at} NOT NULL,
  ip varchar(255), user_agent text, share ${uuid}, origin varchar(255), next_token varchar(64));
CREATE TABLE directus_users (id ${uuid} NOT NULL PRIMARY KEY, email varchar(128) UNIQUE);
INSERT INTO directus_users VALUES ('${ann}', 'Ann@example.com'), ('${bob}', 'bob@example.com')`);
  const tool = (argv: readonly string[], secret?: string) =>
    run(argv, {
      database: database.url(),
      ...(secret !== undefined && { env: { SESSION_ADMIN_SECRET: secret } }),
    });
  const put = (who: string) => tool(['put', '--generate', '--user', who, '--ttl', '30d']);
  const users = async (): Promise<unknown[]> =>
    (await database.query(`SELECT CAST(${user} AS char(36)) AS id FROM directus_sessions`)).map(
      ({ id }) => id,
    );

  it('put finds a user by the e-mail, as by the id', async () => {
    await fresh();
    const named = await put('ann@example.com');
    expect(named.code).toBe(0);
    expect(named.stderr).toContain(`ann@example.com is user ${ann} (Ann@example.com)`);
    expect((await put(ann)).stderr).not.toContain('is user');
    expect(await users()).toEqual([ann, ann]);
  });

  it('put of nobody stores nothing', async () => {
    await fresh();
    for (const who of ['eve@example.com', '7f8d0c52-8a3c-4d2e-9d6e-0b7d1c1f2aff']) {
      const { code, stderr } = await put(who);
      expect([who, code]).toEqual([who, 1]);
      expect(stderr).toContain('nothing is stored');
    }
    expect(await users()).toEqual([]);
  });

  it('get --cookie reads the JWT of a session, with the secret and without', async () => {
    await fresh();
    const token = (await put('bob@example.com')).stdout.trim();
    const part = (values: object) => Buffer.from(JSON.stringify(values)).toString('base64url');
    const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ id: bob, session: token, iss: 'directus' })}`;
    const jwt = `${signed}.${createHmac('sha256', 's3cret').update(signed).digest('base64url')}`;
    const get = (secret?: string) =>
      tool(['get', '--cookie', `directus_session_token=${jwt}`, '--field', 'user'], secret);
    for (const secret of [undefined, 's3cret']) {
      const { code, stderr } = await tool(['get', '--cookie', jwt, '--json'], secret);
      expect({ secret, code, stderr }).toMatchObject({ secret, code: 0 });
    }
    const refused = await get('another');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('not signed with the secret');
    expect(refused.stderr).not.toContain(token);
  });
});
