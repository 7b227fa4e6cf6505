import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../src/index.js';
import { failing } from '../helpers/failing.js';
import { standbyOf, scratchPostgres, type ScratchServer } from '../helpers/scratch-server.js';
import {
  describeServer,
  describeWhere,
  eachServer,
  servers,
  type Scratch,
} from '../helpers/servers.js';

const password = 'pw';
const hour = 3_600_000;

/** What the README says that each command needs, on gormstore's table `sessions`. */
const grants = {
  'list, get, purge --dry-run': ['SELECT'],
  'delete, purge, watch': ['SELECT', 'DELETE'],
  put: ['SELECT', 'INSERT', 'UPDATE'],
} as const;
type Commands = keyof typeof grants;

const table = {
  postgres: 'CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data bytea, expiry timestamptz)',
  mysql: 'CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data longblob, expiry datetime(3))',
};

const open = async (url: string, options: StoreOptions = {}): Promise<SequelizeStore> => {
  const store = await SequelizeStore.open(url, { cleanupInterval: 0, create: false, ...options });
  onTestFinished(() => store.close());
  return store;
};

/** Two expired sessions and one that is not. */
async function fill(url: string): Promise<void> {
  await using store = await SequelizeStore.open(url, { create: true });
  const at = (ms: number): Date => new Date(Date.now() + ms);
  await store.import([
    { token: 'old', data: Buffer.from('{}'), expiry: at(-2 * hour) },
    { token: 'older', data: Buffer.from('{}'), expiry: at(-3 * hour) },
    { token: 'new', data: Buffer.from('{"user":1}'), expiry: at(hour) },
  ]);
}

/** Everything that only looks. */
async function lookAtAll(url: string): Promise<void> {
  const store = await open(url, { readOnly: true });
  const tokens = async (options: object): Promise<string[]> => {
    const found: string[] = [];
    for await (const { token } of store.sessions({ state: 'all', ...options })) found.push(token);
    return found;
  };
  expect((await tokens({})).sort()).toEqual(['new', 'old', 'older']);
  expect(await tokens({ sort: 'expiry' })).toEqual(['older', 'old', 'new']);
  expect(await tokens({ sort: 'token', limit: 2 })).toEqual(['new', 'old']);
  expect((await store.get('new'))?.data).toEqual({ user: 1 });
  expect((await store.find('new'))?.toString()).toBe('{"user":1}');
  expect(await store.count()).toBe(1);
  expect([...(await store.all()).keys()]).toEqual(['new']);
  expect((await store.survey(new Date())).count).toBe(2);
  expect(await store.purge({ dryRun: true })).toMatchObject({ deleted: 0, remaining: 2 });
}

/** Everything that writes, by the commands that need it. */
const writes: Record<string, (store: SequelizeStore) => Promise<unknown>> = {
  'put (one)': (store) =>
    store.commit({
      token: 'new',
      data: Buffer.from('s3cr3t'),
      expiry: new Date(Date.now() + hour),
    }),
  'put (many)': (store) =>
    store.import([{ token: 'new', data: Buffer.from('s3cr3t'), expiry: new Date() }]),
  'delete (token)': (store) => store.delete('new'),
  'delete (filter)': (store) => store.deleteMatching({ state: 'active' }),
  'delete (all)': (store) => store.deleteAll(),
  purge: (store) => store.purge(),
  'purge --batch-size': (store) => store.purge({ batchSize: 1 }),
  'purge --batch-size all': (store) => store.purge({ batchSize: 'all' }),
};

for (const name of eachServer) {
  const { engine } = servers[name];
  describeServer(name, (scratch) => {
    const suffix = randomBytes(4).toString('hex');
    const users = Object.keys(grants).map((commands, i) => ({
      commands: commands as Commands,
      user: `sa_${i}_${suffix}`,
    }));
    const at = (user: string): string => scratch.url({ name: user, password });
    const urlOf = (commands: Commands): string =>
      at(users.find((entry) => entry.commands === commands)?.user ?? '');

    beforeAll(async () => {
      await scratch.query(table[engine]);
      for (const { commands, user } of users) {
        await scratch.query(createUser(engine, user));
        const what = grants[commands].join(', ');
        await scratch.query(`GRANT ${what} ON ${tableFor(engine, scratch)} TO ${user}`);
      }
    });

    afterAll(async () => {
      for (const { user } of users) {
        if (engine === 'postgres') await scratch.query(`DROP OWNED BY ${user}`);
        await scratch.query(`DROP USER ${user}`);
      }
    });

    const refilled = async (): Promise<void> => {
      await scratch.query('DELETE FROM sessions');
      await fill(scratch.url());
    };

    it('list, get, purge --dry-run: SELECT is enough', async () => {
      await refilled();
      await lookAtAll(urlOf('list, get, purge --dry-run'));
    });

    it.each(Object.keys(writes))('%s: SELECT is not enough', async (what) => {
      await refilled();
      const url = urlOf('list, get, purge --dry-run');
      const error = await failing(url, { secrets: ['s3cr3t'] }, writes[what]);
      expect(error.code).toBe('DATABASE_REFUSED');
      expect(error.message).toMatch(/lacks a privilege/);
      await lookAtAll(url);
    });

    it.each(['purge', 'purge --batch-size', 'purge --batch-size all'])(
      '%s: SELECT and DELETE are enough',
      async (what) => {
        await refilled();
        const store = await open(urlOf('delete, purge, watch'));
        expect(await writes[what]?.(store)).toMatchObject({ deleted: 2, remaining: 0 });
        expect(await store.count({ state: 'all' })).toBe(1);
        expect(await writes[what]?.(store)).toMatchObject({ deleted: 0, remaining: 0 });
      },
    );

    it('delete: SELECT and DELETE are enough', async () => {
      await refilled();
      const store = await open(urlOf('delete, purge, watch'));
      expect(await store.delete('new')).toBe(true);
      expect(await store.deleteMatching({ state: 'expired', tokenPrefix: 'olde' })).toMatchObject({
        deleted: 1,
      });
      expect(await store.deleteAll()).toMatchObject({ deleted: 1 });
    });

    it('put: SELECT, INSERT and UPDATE are enough where the table is there', async () => {
      await refilled();
      const url = urlOf('put');
      const store = await open(url, { create: true });
      await store.commit({
        token: 'new',
        data: Buffer.from('one'),
        expiry: new Date(Date.now() + hour),
      });
      await store.commit({ token: 'newer', data: Buffer.from('two'), expiry: null });
      await store.import([
        { token: 'new', data: Buffer.from('three'), expiry: new Date(Date.now() + hour) },
      ]);
      expect((await store.find('new'))?.toString()).toBe('three');
      expect((await store.encode({ data: { a: 1 }, expiry: null })).codec).toBeDefined();
      expect((await failing(url, {}, (opened) => opened.delete('new'))).code).toBe(
        'DATABASE_REFUSED',
      );
    });

    it.each(['INSERT', 'UPDATE'])('put: not without %s', async (missing) => {
      await refilled();
      const user = `sa_put_${suffix}`;
      await scratch.query(createUser(engine, user));
      onTestFinished(async () => {
        if (engine === 'postgres') await scratch.query(`DROP OWNED BY ${user}`);
        await scratch.query(`DROP USER ${user}`);
      });
      const what = grants.put.filter((privilege) => privilege !== missing).join(', ');
      await scratch.query(`GRANT ${what} ON ${tableFor(engine, scratch)} TO ${user}`);
      // A session that is there is replaced, one that is not is added.
      const token = missing === 'UPDATE' ? 'new' : 'newer';
      const put = (store: SequelizeStore): Promise<void> =>
        store.commit({ token, data: Buffer.from('s3cr3t'), expiry: null });
      const error = await failing(at(user), { secrets: ['s3cr3t'] }, put);
      expect(error.code).toBe('DATABASE_REFUSED');
    });

    it('put: CREATE too where it creates the table', async () => {
      await scratch.query('DROP TABLE sessions');
      const user = `sa_new_${suffix}`;
      await scratch.query(createUser(engine, user));
      if (engine === 'mysql') {
        await scratch.query(`GRANT SELECT, INSERT, UPDATE ON ${scratch.name}.* TO ${user}`);
      }
      onTestFinished(async () => {
        if (engine === 'postgres') await scratch.query(`DROP OWNED BY ${user}`);
        await scratch.query(`DROP USER ${user}`);
        await scratch.query(`DROP TABLE IF EXISTS sessions; ${table[engine]}`);
        for (const { commands, user: other } of users) {
          const what = grants[commands].join(', ');
          await scratch.query(`GRANT ${what} ON ${tableFor(engine, scratch)} TO ${other}`);
        }
      });
      const error = await failing(at(user), { create: true });
      expect(error.code).toBe('DATABASE_REFUSED');
      expect(error.message).toMatch(/lacks a privilege/);
      await scratch.query(
        engine === 'postgres'
          ? `GRANT USAGE, CREATE ON SCHEMA public TO ${user}`
          : `GRANT CREATE ON ${scratch.name}.* TO ${user}`,
      );
      const store = await open(at(user), { create: true });
      await store.commit({
        token: 'one',
        data: Buffer.from('{}'),
        expiry: new Date(Date.now() + hour),
      });
      expect(await store.count()).toBe(1);
    });

    it('a store that is opened read-only writes nothing, whoever the user is', async () => {
      await refilled();
      for (const write of Object.values(writes)) {
        const error = await failing(scratch.url(), { readOnly: true, secrets: ['s3cr3t'] }, write);
        expect(error.code).toBe('DATABASE_REFUSED');
        expect(error.message).toMatch(/opened read-only/);
      }
      await lookAtAll(scratch.url());
    });
  });
}

describeServer('PostgreSQL', (scratch) => {
  it('can be looked at in read-only transactions, and nothing else', async () => {
    const user = `sa_ro_${randomBytes(4).toString('hex')}`;
    await scratch.query(`${table.postgres}; ${createUser('postgres', user)};
      GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO ${user};
      ALTER ROLE ${user} SET default_transaction_read_only = on`);
    onTestFinished(async () => {
      await scratch.query(`DROP OWNED BY ${user}; DROP USER ${user}`);
    });
    await fill(scratch.url());
    const url = scratch.url({ name: user, password });
    await lookAtAll(url);
    for (const write of Object.values(writes)) {
      const error = await failing(url, { secrets: ['s3cr3t'] }, write);
      expect(error.code).toBe('DATABASE_READ_ONLY');
      expect(error.message).toMatch(/takes no writes/);
    }
    await lookAtAll(url);
  });
});

describeWhere('PostgreSQL', 'a hot standby of PostgreSQL', () => {
  let primary: ScratchServer;
  let standby: ScratchServer;

  beforeAll(async () => {
    primary = await scratchPostgres({ settings: ['wal_level = replica', 'max_wal_senders = 4'] });
    const admin = await primary.connect();
    await admin.query(`${table.postgres}; CREATE USER reader; GRANT SELECT ON sessions TO reader`);
    await admin.close();
    await fill(primary.url());
    standby = await standbyOf(primary);
  });

  afterAll(async () => {
    await standby.remove();
    await primary.remove();
  });

  it('can be looked at, by a user with SELECT alone', async () => {
    await lookAtAll(standby.url({ user: 'reader' }));
  });

  it('is examined, and said to take no changes', async () => {
    await using store = await SequelizeStore.open(standby.url(), { readOnly: true });
    const wrong = (await store.examine()).filter(({ status }) => status !== 'ok');
    expect(wrong).toMatchObject([
      { check: 'writes', status: 'warn' },
      { check: 'files', status: 'skipped' },
    ]);
    expect(wrong[0]?.message).toContain('it is a standby');
  });

  it.each(Object.keys(writes))('%s: refused', async (what) => {
    const error = await failing(standby.url(), { secrets: ['s3cr3t'] }, writes[what]);
    expect(error.code).toBe('DATABASE_READ_ONLY');
    expect(error.message).toMatch(/takes no writes: it is read-only or a replica/);
  });

  it('creates nothing', async () => {
    const error = await failing(standby.url(), { create: true, table: 'other' });
    expect(error.code).toBe('DATABASE_READ_ONLY');
  });
});

const createUser = (engine: 'postgres' | 'mysql', user: string): string =>
  engine === 'postgres'
    ? `CREATE USER ${user} PASSWORD '${password}'`
    : `CREATE USER ${user} IDENTIFIED BY '${password}'`;

const tableFor = (engine: 'postgres' | 'mysql', { name }: Scratch): string =>
  engine === 'postgres' ? 'sessions' : `${name}.sessions`;
