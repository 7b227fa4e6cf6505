import { expect, it } from 'vitest';
import { run, type Run } from '../../helpers/cli.js';
import { describeDatabases } from '../../helpers/databases.js';

const uuid = '0190f5b2-7c1e-7e53-9f2a-2d5f1c8b7a10';
const line = (token: string, user: string | null): string =>
  JSON.stringify({ token, user, expiry: '2100-01-01T00:00:00Z' });

/** Sessions that are restored into a column which does not take every user. */
describeDatabases((database) => {
  const { dialect } = database;
  const restore = async (type: string, lines: string[], ...more: string[]): Promise<Run> => {
    const time = dialect === 'postgres' ? 'timestamptz' : 'datetime';
    await database.query(
      `DROP TABLE IF EXISTS logins;\nCREATE TABLE logins (token varchar(43) PRIMARY KEY, until ${time} NULL, user_id ${type} NULL)`,
    );
    const columns = 'token=token,expiry=until,user=user_id';
    return run(
      ['put', '--from', '-', '--table', 'logins', '--layout', 'custom', '--columns', columns, ...more],
      { database: database.url(), stdin: `${lines.join('\n')}\n` },
    ); // prettier-ignore
  };
  const users = async (): Promise<unknown[]> =>
    (await database.query('SELECT CAST(user_id AS char(36)) AS id FROM logins ORDER BY token')).map(
      ({ id }) => (typeof id === 'string' ? id.trim() : id),
    );

  // SQLite keeps what is no number as the text that it is.
  it.skipIf(dialect === 'sqlite')('a user that is no number is named by its line', async () => {
    const lines = [line('a', '7'), line('b', null), line('c', 'ann-s-login')];
    const { code, stderr } = await restore('bigint', lines);
    expect(code).toBe(1);
    expect(stderr).toMatch(/line 3: .*not a whole number for user_id: bigint.*nothing was stored/);
    expect(stderr).not.toContain('ann-s-login');
    expect(await users()).toEqual([]);
  });

  it('what is set goes before what the lines say', async () => {
    const lines = [line('a', '7'), line('c', 'ann')];
    expect((await restore('bigint', lines, '--set', 'user_id=9')).code).toBe(0);
    expect(await users()).toEqual(['9', '9']);
  });

  it.skipIf(dialect !== 'postgres')('a uuid goes into a column of uuids, and nothing else', async () => {
    const good = [line('a', uuid), line('b', uuid.toUpperCase()), line('c', `{${uuid}}`)];
    expect((await restore('uuid', good)).code).toBe(0);
    expect(await users()).toEqual([uuid, uuid, uuid]);
    const { code, stderr } = await restore('uuid', [line('a', uuid), line('b', '42')]);
    expect([code, await users()]).toEqual([1, []]);
    expect(stderr).toMatch(/line 2: .*not a uuid for user_id: uuid/);
  }); // prettier-ignore
});
