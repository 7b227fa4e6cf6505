import { describe, expect, it } from 'vitest';
import { SequelizeStore } from '../../src/index.js';
import { useFolder } from '../helpers/folder.js';
import { withSqlite } from '../helpers/sqlite.js';

describe('SQLite, which does not say which foreign key forbids something', () => {
  const folder = useFolder();

  const open = async (): Promise<SequelizeStore> => {
    const path = folder.file('a.db');
    await withSqlite(path, async (file) => {
      for (const sql of [
        'CREATE TABLE people (id integer PRIMARY KEY)',
        'CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data blob, expiry datetime, owner_id integer REFERENCES people)',
        'CREATE TABLE prints (session varchar(43) REFERENCES Sessions (token))',
        'CREATE TABLE notes (session varchar(43) REFERENCES sessions (token) ON DELETE CASCADE)',
        `INSERT INTO sessions VALUES ('old', '{}', '2001-01-01 00:00:00+00:00', NULL)`,
        `INSERT INTO sessions VALUES ('free', '{}', '2001-01-01 00:00:00+00:00', NULL)`,
        `INSERT INTO prints VALUES ('old')`,
      ])
        await file.all(sql);
    });
    return SequelizeStore.open(path, { layout: 'scs', userField: 'owner_id' });
  };
  const referred = 'referred to by prints (session)';

  it('what keeps a session is named', async () => {
    await using store = await open();
    await expect(store.delete('old')).rejects.toThrow(referred);
    const { refused } = await store.deleteMatching({ state: 'expired', tokenPrefix: 'old' });
    expect(refused?.message).toContain(referred);
    const { deleted, left } = await store.purge();
    expect(deleted).toBe(1);
    expect(left?.reasons).toEqual([referred]);
  });

  it('what a new session lacks is named', async () => {
    await using store = await open();
    const entry = { token: 'new', data: Buffer.from('{}'), expiry: new Date(), user: '7' };
    const missing = /owner_id → people refers to a row that is not there$/;
    await expect(store.commit(entry)).rejects.toThrow(missing);
    await expect(store.import([entry])).rejects.toThrow(missing);
    expect(await store.count({ state: 'all' })).toBe(2);
  });
});
