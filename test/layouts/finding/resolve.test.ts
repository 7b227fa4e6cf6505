import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type StoreOptions } from '../../../src/index.js';
import { run } from '../../helpers/cli.js';
import { describeDatabases } from '../../helpers/databases.js';
import { failing } from '../../helpers/failing.js';

const cookie = '{"cookie":{"originalMaxAge":null},"userID":42}';
const soon = Date.now() + 3_600_000;
// Over in every zone.
const past = Date.now() - 24 * 3_600_000;

describeDatabases((database) => {
  const { dialect } = database;
  const q = (name: string): string =>
    dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;
  const bytes = { sqlite: 'blob', postgres: 'bytea', mysql: 'blob' }[dialect];
  const instant = { sqlite: 'datetime', postgres: 'timestamptz', mysql: 'datetime(3)' }[dialect];
  const at = (ms: number): string => {
    const iso = new Date(ms).toISOString();
    return dialect === 'mysql' ? iso.slice(0, 23).replace('T', ' ') : iso;
  };
  const open = async (options: StoreOptions = {}): Promise<SequelizeStore> => {
    const all = { cleanupInterval: 0, create: false, ...options };
    const store = await SequelizeStore.open(database.url(), all);
    onTestFinished(() => store.close());
    return store;
  };
  const cli = (...argv: string[]) => run(argv, { database: database.url() });
  const scs = (name: string) =>
    database.query(
      `CREATE TABLE ${q(name)} (token varchar(43) PRIMARY KEY, data ${bytes}, expiry ${instant})`,
    );
  const listed = async (store: SequelizeStore): Promise<string[]> => {
    const tokens: string[] = [];
    for await (const { token } of store.sessions({ state: 'all' })) tokens.push(token);
    return tokens.sort();
  };

  beforeEach(async () => {
    if (dialect === 'postgres') {
      await database.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    } else if (dialect === 'mysql') {
      const rows = await database.query(
        'SELECT TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
      );
      for (const { name, type } of rows)
        await database.query(`DROP ${type === 'VIEW' ? 'VIEW' : 'TABLE'} ${q(String(name))}`);
    } else await database.query('PRAGMA user_version');
  });

  it('a table that is mistyped is named with the nearest that is there', async () => {
    await scs('sessions');
    await scs('visits');
    for (const [typed, meant] of [
      ['sesions', 'sessions'],
      ['VISITS2', null],
      ...(dialect === 'postgres'
        ? [
            ['SESSIONS', 'sessions'],
            ['public.vists', 'public.visits'],
            ['publik.vists', null],
          ]
        : []),
    ]) {
      const { code, stderr } = await cli('list', '--table', typed ?? '');
      expect([typed, code]).toEqual([typed, 2]);
      const end = meant === null ? 'name another' : `did you mean ${meant ?? ''}?`;
      expect(stderr).toContain(`: ${end} (--table or SESSION_ADMIN_TABLE)\n`);
    }
  });

  it('two tables that fit are both named, and neither is chosen', async () => {
    await scs('sessions');
    await database.query(
      `CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text NOT NULL, expire_date ${instant} NOT NULL)`,
    );
    for (const command of [['list'], ['purge'], ['delete', '--all', '--yes']]) {
      const { code, stderr, stdout } = await cli(...command);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(
        /sessions \(scs\).*django_session \(django\)|django_session \(django\).*sessions \(scs\)/,
      );
      expect(stderr).toContain('--table');
    }
    expect((await open({ table: 'django_session' })).info.layout).toBe('django');
    expect((await open({ layout: 'scs' })).info.table).toBe('sessions');
  });

  it.each([
    [
      'a chat',
      'id int PRIMARY KEY, user_id int, title varchar(99), messages text, created_at varchar(40)',
    ],
    ['laps', 'id int PRIMARY KEY, driver varchar(40), track varchar(40), best_ms int'],
    ['tmux', 'session_id varchar(40) PRIMARY KEY, name varchar(40), windows int, attached int'],
    [
      'a shop’s',
      'hash varchar(40) PRIMARY KEY, created varchar(40), modified varchar(40), content text, expires int',
    ],
  ])('a table of the right name that holds %s is refused', async (_, columns) => {
    await database.query(`CREATE TABLE sessions (${columns})`);
    for (const command of [['list'], ['purge'], ['delete', '--expired', '--yes']]) {
      const { code, stderr } = await cli(...command);
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /sessions \(\w+, .*the layout custom \(--table, --columns, --layout\)/,
      );
    }
    const { code, stderr } = await cli('list', '--layout', 'scs');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/which is not the layout scs \(token, data, expiry\)/),
    ]);
  });

  it('a table beside a view of it is the table', async () => {
    await scs('sessions');
    await database.query(`CREATE VIEW active_sessions AS SELECT * FROM sessions`);
    expect((await open()).info.table).toBe('sessions');
    expect((await cli('list')).code).toBe(0);
  });

  it('a view alone is read, and nothing is changed through it', async () => {
    await scs('kept');
    await database.query(`INSERT INTO kept VALUES ('token-1', '{"a":1}', '${at(soon)}')`);
    await database.query('CREATE VIEW sessions AS SELECT * FROM kept');
    expect(await listed(await open())).toEqual(['token-1']);
    expect((await cli('list', '--json')).code).toBe(0);
    for (const command of [
      ['put', 'token-2'],
      ['delete', 'token-1'],
      ['delete', '--all', '--yes'],
      ['purge'],
    ]) {
      const { code, stderr } = await cli(...command);
      expect([command, code]).toEqual([command, 2]);
      expect(stderr).toMatch(/sessions is a view: nothing is changed/);
    }
    expect(await database.query('SELECT token FROM kept')).toHaveLength(1);
  });

  it('an empty table is one of no sessions', async () => {
    await scs('sessions');
    expect(await cli('list', '--json')).toMatchObject({ code: 0, stdout: '[]\n' });
    expect((await cli('purge')).code).toBe(0);
    expect((await cli('delete', '--all', '--yes')).code).toBe(0);
  });

  it('columns that anybody may have are read, and deleted from where that is said', async () => {
    await database.query(
      `CREATE TABLE sessions (id varchar(40) PRIMARY KEY, user_id int, expires_at ${instant})`,
    );
    await database.query(
      `INSERT INTO sessions VALUES ('token-1', 7, '${at(past)}'), ('token-2', 7, '${at(soon)}')`,
    );
    expect((await open()).info.layout).toBe('token-row');
    expect((await cli('list', '--user', '7', '--format', 'tokens')).stdout).toBe('token-2\n');
    for (const command of [
      ['purge'],
      ['purge', '--dry-run'],
      ['delete', 'token-1'],
      ['delete', '--user', '7', '--yes'],
      ['put', 'token-1', '--user', '7'],
      ['put', '--generate', '--user', '7'],
    ]) {
      const { code, stderr } = await cli(...command);
      expect([command, code]).toEqual([command, 2]);
      expect(stderr).toContain('name the layout: token-row (--layout or SESSION_ADMIN_LAYOUT)');
    }
    expect((await cli('purge', '--layout', 'token-row')).code).toBe(0);
    expect(await listed(await open())).toEqual(['token-2']);
  });

  const contradictions: [string, string, string, string[]][] = [
    [
      'express-mysql-session',
      'CREATE TABLE sessions (session_id varchar(40) PRIMARY KEY, expires bigint NOT NULL, data text)',
      `INSERT INTO sessions VALUES ('a', '${cookie}', MS)`.replace(
        `'${cookie}', MS`,
        `MS, '${cookie}'`,
      ),
      ['express-mysql-session', 'no expiry'],
    ],
    [
      'laravel',
      'CREATE TABLE sessions (id varchar(255) PRIMARY KEY, user_id bigint, payload text NOT NULL, last_activity bigint NOT NULL)',
      `INSERT INTO sessions VALUES ('a', 1, '{"model":"chat"}', 1700000000)`,
      ['laravel', 'no payload'],
    ],
  ];
  it.each(contradictions)(
    'rows that speak against %s are told, and kept',
    async (layout, create, insert, words) => {
      if (dialect === 'sqlite' && layout === 'express-mysql-session') return;
      await database.query(create.replace('INSTANT', instant));
      await database.query(insert.replace('PAST', at(past)).replace('MS', String(past)));
      const { code, stderr } = await cli('list');
      expect(code).toBe(2);
      for (const word of words) expect(stderr).toContain(word);
      for (const command of [
        ['purge'],
        ['delete', 'a'],
        ['delete', '--all', '--yes'],
        ['purge', '--dry-run'],
      ]) {
        const refused = await cli(...command, '--layout', layout);
        expect([command, refused.code]).toEqual([command, 2]);
        expect(refused.stderr).toMatch(/nothing is changed.*rows/s);
      }
      const [row] = await database.query('SELECT count(*) AS n FROM sessions');
      expect(Number(row?.['n'])).toBe(1);
    },
  );

  it('a serializer of one’s own is listed and purged under its layout, and not written', async () => {
    await database.query(
      `CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text NOT NULL, expire_date ${instant} NOT NULL)`,
    );
    await database.query(
      `INSERT INTO django_session VALUES ('gone', '<a:b>', '${at(past)}'), ('alive', '<c:d>', '${at(soon)}')`,
    );
    const { stdout } = await cli('list', '--fields', 'token,error');
    expect(stdout).toMatch(/^alive\tits payload cannot be decoded/);
    const put = await cli('put', 'new', '--data', '{}');
    expect(put).toMatchObject({ code: 1, stdout: '' });
    expect(await cli('purge')).toMatchObject({ code: 0 });
    expect(await database.query('SELECT session_key FROM django_session')).toEqual([
      { session_key: 'alive' },
    ]);
  });

  describe('the layout custom', () => {
    const formats = {
      sqlite: [
        ['seconds', 'INTEGER', (ms: number) => String(Math.floor(ms / 1000))],
        ['milliseconds', 'INTEGER', (ms: number) => String(ms)],
        ['iso', 'TEXT', (ms: number) => `'${new Date(ms).toISOString()}'`],
        [
          'utc',
          'TEXT',
          (ms: number) => `'${new Date(ms).toISOString().slice(0, 23).replace('T', ' ')}'`,
        ],
        [
          'connection',
          'TEXT',
          (ms: number) => `'${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')}'`,
        ],
        ['julian', 'REAL', (ms: number) => String(ms / 86_400_000 + 2440587.5)],
        ['auto', 'INTEGER', (ms: number) => String(Math.floor(ms / 1000))],
      ],
      postgres: [
        ['seconds', 'integer', (ms: number) => String(Math.floor(ms / 1000))],
        ['milliseconds', 'bigint', (ms: number) => String(ms)],
        ['utc', 'timestamp', (ms: number) => `'${new Date(ms).toISOString()}'`],
        ['connection', 'timestamp', (ms: number) => `to_timestamp(${ms / 1000})`],
        ['auto', 'timestamptz', (ms: number) => `'${new Date(ms).toISOString()}'`],
        ['iso', 'timestamptz', (ms: number) => `'${new Date(ms).toISOString()}'`],
      ],
      mysql: [
        ['seconds', 'int unsigned', (ms: number) => String(Math.floor(ms / 1000))],
        ['milliseconds', 'bigint', (ms: number) => String(ms)],
        ['utc', 'datetime(3)', (ms: number) => `'${at(ms)}'`],
        ['connection', 'datetime', (ms: number) => `'${at(ms).slice(0, 19)}'`],
        ['auto', 'timestamp(3)', (ms: number) => `'${at(ms)}'`],
      ],
    }[dialect] as [string, string, (ms: number) => string][];

    it.each(formats)('reads, writes and purges an expiry in %s', async (format, type, sql) => {
      await database.query(
        `CREATE TABLE ${q('My Sessions')} (${q('Key')} varchar(40) PRIMARY KEY, ${q('select')} ${bytes}, ${q('goes out')} ${type}${dialect === 'mysql' ? ' NULL' : ''}, ${q('who')} varchar(40))`,
      );
      for (const [key, ms] of [
        ['dead-token', past],
        ['live-token', soon],
      ] as const)
        await database.query(
          `INSERT INTO ${q('My Sessions')} VALUES ('${key}', '{"n":1}', ${sql(ms)}, '42')`,
        );
      const custom = [
        '--table',
        'My Sessions',
        '--layout',
        'custom',
        '--columns',
        'token=Key,data=select,expiry=goes out,user=who',
        ...(format === 'auto' ? [] : ['--expiry-format', format]),
      ];
      const list = await cli('list', ...custom, '--json', '--user', '42');
      expect([list.code, list.stderr]).toEqual([0, '']);
      const [shown] = JSON.parse(list.stdout) as {
        token: string;
        expiry: string;
        user: string;
        data: object;
      }[];
      expect(shown).toMatchObject({ token: 'live-token', user: '42', data: { n: 1 } });
      expect(Math.abs(Date.parse(shown?.expiry ?? '') - soon)).toBeLessThan(1000);
      expect(
        (
          await cli(
            'put',
            'mine-token',
            '--data',
            '{"n":2}',
            '--user',
            '7',
            '--ttl',
            '1h',
            ...custom,
          )
        ).code,
      ).toBe(0);
      const purge = await cli('purge', ...custom, '--json');
      expect([purge.code, purge.stderr]).toEqual([
        0,
        expect.not.stringContaining('session-admin:'),
      ]);
      expect(JSON.parse(purge.stdout)).toMatchObject({ deleted: 1 });
      const left = await cli('list', '--all', '--format', 'tokens', '--sort', 'expiry', ...custom);
      expect(left.stdout.split('\n').sort()).toEqual(['', 'live-token', 'mine-token']);
      expect((await cli('delete', '--user', '7', '--yes', ...custom)).code).toBe(0);
      expect((await cli('get', 'mine-token', ...custom)).code).toBe(3);
    });

    it('a column that is not there is named', async () => {
      await scs('sessions');
      for (const [columns, missing] of [
        ['token=tokn,data=data,expiry=expiry', 'tokn'],
        ['token=token,data=payload,expiry=expiry', 'payload'],
        ['token=token,data=data,expiry=ends at', 'ends at'],
        ['token=token,user=account', 'account'],
      ]) {
        const { code, stderr } = await cli(
          'list',
          '--layout',
          'custom',
          '--columns',
          columns ?? '',
        );
        expect([columns, code]).toEqual([columns, 2]);
        expect(stderr).toContain(missing);
        expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
      }
    });
  });

  it.each([
    "it's",
    'two words',
    'a.b',
    '$1',
    '`tick`',
    'dou"ble',
    'select',
    'Ünï',
    '%s',
    '--',
    'x;y',
    '?',
  ])('a table called %s', async (name) => {
    await scs(name);
    const store = await open({ table: `"${name.replaceAll('"', '""')}"` });
    await store.commit({ token: 't', data: Buffer.from('{"userID":42}'), expiry: new Date(soon) });
    await store.import([{ token: 'u', data: Buffer.from('{}'), expiry: new Date(past) }]);
    expect(await listed(store)).toEqual(['t', 'u']);
    expect(await store.count({ user: '42' })).toBe(1);
    expect((await store.purge()).deleted).toBe(1);
    expect(await store.missingIndex()).toContain('INDEX');
    expect(await store.delete('t')).toBe(true);
  });

  it.each([
    "it's",
    'two words',
    'a.b',
    '$1',
    '`tick`',
    'dou"ble',
    'select',
    'Ünï',
    '%s',
    '--',
    '?',
  ])('a column called %s', async (name) => {
    await scs('sessions');
    await database.query(`ALTER TABLE sessions ADD COLUMN ${q(name)} varchar(40)`);
    const store = await open({ userField: name });
    await store.commit({ token: 't', data: Buffer.from('{}'), expiry: new Date(soon) });
    await database.query(`UPDATE sessions SET ${q(name)} = '42'`);
    expect((await store.get('t'))?.columns).toEqual({ [name]: '42' });
    expect(await store.count({ user: '42' })).toBe(1);
    expect(await store.count({ where: [{ path: name, op: '=', value: '42' }] })).toBe(1);
    expect(await store.deleteMatching({ user: '42' })).toMatchObject({ deleted: 1 });
  });

  if (dialect !== 'sqlite') {
    it('a table that this user may not read is passed over, and told where it is alone', async () => {
      await scs('sessions');
      await scs('user_sessions');
      const name = `sa_${randomBytes(5).toString('hex')}`;
      const user = dialect === 'mysql' ? `'${name}'@'%'` : name;
      await database.query(
        dialect === 'mysql'
          ? `CREATE USER ${user} IDENTIFIED BY 'word'`
          : `CREATE ROLE ${user} LOGIN PASSWORD 'word'; GRANT USAGE ON SCHEMA public TO ${user}`,
      );
      onTestFinished(async () => {
        await database.query(
          dialect === 'mysql' ? `DROP USER ${user}` : `DROP OWNED BY ${user}; DROP ROLE ${user}`,
        );
      });
      const url = new URL(database.url());
      [url.username, url.password] = [name, 'word'];
      const error = await failing(url.href);
      expect(error.message).toMatch(/privilege|there is no session table|may not use/);
      await database.query(`GRANT SELECT ON user_sessions TO ${user}`);
      const store = await SequelizeStore.open(url.href, { create: false, cleanupInterval: 0 });
      onTestFinished(() => store.close());
      expect(store.info.table).toBe('user_sessions');
    });
  }

  it('what is too long for its column is refused, not cut', async () => {
    await scs('sessions');
    const store = await open();
    const long = { token: 'k'.repeat(50), data: Buffer.from('{}'), expiry: new Date(soon) };
    // SQLite's columns have no length.
    const outcome = dialect === 'sqlite' ? undefined : { code: 'DATABASE_REFUSED' };
    const stored = store.commit({ token: long.token, data: long.data, expiry: long.expiry });
    if (outcome) await expect(stored).rejects.toMatchObject(outcome);
    else await stored;
    const imported = store.import([long]);
    if (outcome) await expect(imported).rejects.toMatchObject(outcome);
    else await imported;
    expect(await listed(store)).toEqual(outcome ? [] : [long.token]);
  });

  it('one table among many is found, also where many speak of sessions', async () => {
    const names = Array.from({ length: 500 }, (_, i) =>
      i < 120 ? `a_session_log_${i}` : `other_${i}`,
    );
    const engine = dialect === 'mysql' ? ' ENGINE=MEMORY' : '';
    await database.query(
      names
        .slice(0, dialect === 'mysql' ? 150 : 500)
        .map((n) => `CREATE TABLE ${n} (id int)${engine}`)
        .join(';\n'),
    );
    await scs('sessions');
    expect((await open()).info.table).toBe('sessions');
    const error = await failing(database.url(), { table: 'sesions' });
    expect(error.code).toBe('TABLE_MISSING');
  });
});
