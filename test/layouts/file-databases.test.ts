import { expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type LayoutData, type StoreOptions } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { describeDatabases } from '../helpers/databases.js';

const now = new Date('2026-01-01T12:00:00.000Z');
const seconds = now.getTime() / 1000;
const sess = JSON.stringify({ cookie: { path: '/' }, passport: { user: '7' } });

describeDatabases((database) => {
  const open = async (options: StoreOptions): Promise<SequelizeStore> => {
    const store = await SequelizeStore.open(database.url(), {
      clock: new TestClock(now),
      ...options,
    });
    onTestFinished(() => store.close());
    return store;
  };
  const create = async (name: string, columns: string, rows: string): Promise<void> => {
    await database.query(`CREATE TABLE ${name} (${columns})`);
    await database.query(`INSERT INTO ${name} VALUES ${rows}`);
    if (database.dialect === 'sqlite') return;
    onTestFinished(async () => {
      await database.query(`DROP TABLE ${name}`);
    });
  };
  const tokens = async (store: SequelizeStore, state: 'active' | 'all' = 'all') => {
    const found: string[] = [];
    for await (const { token } of store.sessions({ state })) found.push(token);
    return found.sort();
  };
  const left = async (table: string, column: string): Promise<unknown[]> =>
    (await database.query(`SELECT ${column} AS k FROM ${table}`)).map(({ k }) => k).sort();

  const shop: LayoutData = {
    title: 'Shop',
    tables: ['logins'],
    columns: { token: ['ticket'], expiry: ['used'], user: ['member'], revoked: ['ended'] },
    where: [{ column: 'kind', is: ['web'] }],
    expiry: { form: 'seconds', lifetime: '1h', expired: 'aliveInSecond' },
    user: { guests: ['0'] },
  };

  it('a layout of one’s own lists and purges by its rule, its sessions alone', async () => {
    await create(
      'logins',
      'ticket VARCHAR(40) PRIMARY KEY, kind VARCHAR(9), used INTEGER, member INTEGER, ended INTEGER',
      [
        `('alive', 'web', ${seconds - 3600}, 7, NULL)`,
        `('guest', 'web', ${seconds}, 0, NULL)`,
        `('ended', 'web', ${seconds}, 7, ${seconds})`,
        `('over', 'web', ${seconds - 3601}, 7, NULL)`,
        `('api key', 'api', ${seconds - 99_999}, 7, NULL)`,
      ].join(),
    );
    const store = await open({ layoutData: shop });
    expect(store.info).toMatchObject({ layout: 'custom', title: 'Shop', table: 'logins' });
    expect(await tokens(store, 'active')).toEqual(['alive', 'guest']);
    expect(await store.get('guest')).toMatchObject({ anonymous: true });
    expect((await store.purge()).deleted).toBeGreaterThan(0);
    const kept = await left('logins', 'ticket');
    expect(kept).toEqual(expect.arrayContaining(['alive', 'api key', 'guest']));
    expect(kept).not.toContain('over');
  });

  it('a layout of one’s own may keep many sessions in a cell', async () => {
    const entry = (key: string, end: number) =>
      `s:${key.length}:"${key}";a:1:{s:3:"end";i:${end};}`;
    await create(
      'members',
      'id INTEGER PRIMARY KEY, logins TEXT',
      `(7, 'a:3:{${entry('alive', seconds)}${entry('over', seconds - 1)}${entry('other', seconds + 9)}}')`,
    );
    const store = await open({
      layoutData: {
        tables: ['members'],
        columns: { token: ['logins'], data: ['logins'], user: ['id'] },
        expiry: { expired: 'aliveInSecond' },
        cell: { format: 'php', end: 'end', counts: 'seconds', emptied: { cell: 'a:0:{}' } },
        payload: { codecs: ['php'] },
        user: { alone: true },
      },
    });
    expect(await tokens(store, 'active')).toEqual(['alive', 'other']);
    expect((await store.purge()).deleted).toBe(1);
    expect(await store.delete('other')).toBe(true);
    expect(await left('members', 'logins')).toEqual([`a:1:{${entry('alive', seconds)}}`]);
    expect(await store.deleteMatching({ user: '7' })).toMatchObject({ deleted: 1 });
    expect(await left('members', 'logins')).toEqual(['a:0:{}']);
  });

  it('a known layout with other columns keeps its cookie, its payload and its rule', async () => {
    await create(
      'visits',
      'sid VARCHAR(40) PRIMARY KEY, until_s BIGINT NOT NULL, body TEXT',
      `('alive', ${seconds}, '${sess}'), ('over', ${seconds - 1}, '${sess}')`,
    );
    const renamings: StoreOptions[] = [
      {
        layout: 'express-mysql-session',
        columns: { token: 'sid', expiry: 'until_s', data: 'body' },
      },
      {
        layoutData: {
          like: 'express-mysql-session',
          columns: { token: ['sid'], expiry: ['until_s'], data: ['body'] },
        },
      },
    ];
    for (const renaming of renamings) {
      const store = await open({ ...renaming, table: 'visits', secret: 'a secret' });
      expect(store.info).toMatchObject({ layout: 'express-mysql-session' });
      expect(await tokens(store, 'active')).toEqual(['alive']);
      expect(await store.get('alive')).toMatchObject({ user: '7' });
      const { cookie, token } = await store.login({ expiry: new Date(now.getTime() + 60_000) });
      expect(cookie).toMatch(/^connect\.sid=s%3A/);
      expect((await store.get(token))?.data).toMatchObject({ cookie: { path: '/' } });
      await store.delete(token);
    }
    const store = await open({ ...renamings[0], table: 'visits' });
    await store.purge();
    expect(await left('visits', 'sid')).toEqual(['alive']);
  });

  it('columns that a framework fills are filled under their other names', async () => {
    await create(
      'visits',
      `sid VARCHAR(40) PRIMARY KEY, expires ${database.dialect === 'postgres' ? 'TIMESTAMPTZ' : 'DATETIME'},
        data TEXT, born ${database.dialect === 'postgres' ? 'TIMESTAMPTZ' : 'DATETIME'} NOT NULL,
        seen ${database.dialect === 'postgres' ? 'TIMESTAMPTZ' : 'DATETIME'} NOT NULL`,
      `('old', '2027-01-01 00:00:00', '${sess}', '2026-01-01 00:00:00', '2026-01-01 00:00:00')`,
    );
    const store = await open({
      layout: 'connect-session-sequelize',
      table: 'visits',
      columns: { created: 'born', lastSeen: 'seen' },
      secret: 'a secret',
    });
    const { token } = await store.login({ expiry: new Date(now.getTime() + 60_000) });
    expect(await store.get(token)).toMatchObject({ created: now, lastSeen: now });
  });

  it('a Laravel table with other columns is found, read, written and purged as Laravel’s', async () => {
    const payload = Buffer.from('a:1:{s:6:"_token";s:1:"t";}').toString('base64');
    await create(
      'visits',
      'ticket VARCHAR(40) PRIMARY KEY, member INTEGER, body TEXT, used INTEGER NOT NULL',
      `('alive', 7, '${payload}', ${seconds - 7200}), ('over', 7, '${payload}', ${seconds - 7201})`,
    );
    const store = await open({
      layout: 'laravel',
      table: 'visits',
      columns: { token: 'ticket', data: 'body', expiry: 'used', user: 'member' },
      secret: 'k'.repeat(32),
    });
    expect(await tokens(store, 'active')).toEqual(['alive']);
    expect(await store.get('alive')).toMatchObject({
      user: '7',
      lastSeen: new Date('2026-01-01T10:00:00Z'),
    });
    const { token, cookie } = await store.login({ user: '8' });
    expect(cookie).toMatch(/^laravel_session=eyJ/);
    expect(await store.get(token)).toMatchObject({ user: '8', codec: 'laravel' });
    expect(await store.tokenFromCookie(cookie ?? '')).toBe(token);
    expect((await store.purge()).deleted).toBe(1);
    expect(await left('visits', 'ticket')).toEqual([token, 'alive'].sort());
  });

  it('columns that are not there are named', async () => {
    await create('visits', 'sid VARCHAR(40) PRIMARY KEY', `('a')`);
    await expect(
      open({ layout: 'django', table: 'visits', columns: { token: 'sid' } }),
    ).rejects.toThrow('which is not the layout django (sid, sessiondata, expiredate)');
    await expect(open({ table: 'visits', columns: { token: 'sid' } })).rejects.toThrow(
      'names of columns say nothing by themselves',
    );
    await expect(open({ layoutData: shop, layout: 'django' })).rejects.toThrow('choose one layout');
  });
});
