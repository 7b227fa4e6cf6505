import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore } from '../../../src/index.js';
import { selfSigned, type Certificate } from '../../helpers/certificate.js';
import { failing } from '../../helpers/failing.js';
import { scratchMariadb, type ScratchServer } from '../../helpers/scratch-server.js';
import { describeWhere, type ServerSession } from '../../helpers/servers.js';

const password = 'p@ss:w/rd%';
const encoded = 'p%40ss%3Aw%2Frd%25';

describeWhere('MariaDB', 'connecting to MariaDB', () => {
  let tls: Certificate;
  let server: ScratchServer;
  let admin: ServerSession;

  beforeAll(async () => {
    tls = await selfSigned();
    server = await scratchMariadb({
      settings: [
        'bind-address=127.0.0.1,127.0.0.2',
        'ssl-cert=../server.crt',
        'ssl-key=../server.key',
      ],
      files: { 'server.crt': tls.certificate, 'server.key': tls.key },
    });
    admin = await server.connect();
    const users = ["'us@er:1'", 'tls_only', 'nobody', 'crowded', 'locked'];
    for (const user of users) {
      await admin.query(`CREATE USER ${user}@'%' IDENTIFIED BY '${password}'`);
    }
    await admin.query(`
      CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data longblob, expiry datetime(3));
      INSERT INTO sessions VALUES ('one', '{}', UTC_TIMESTAMP() + INTERVAL 1 HOUR);
      CREATE DATABASE \`Odd näme/1\`;
      GRANT SELECT ON app.sessions TO 'us@er:1'@'%', tls_only@'%', crowded@'%', locked@'%';
      GRANT SELECT ON \`Odd näme/1\`.* TO 'us@er:1'@'%';
      GRANT REFERENCES ON app.sessions TO nobody@'%';
      ALTER USER tls_only@'%' REQUIRE SSL;
      ALTER USER crowded@'%' WITH MAX_USER_CONNECTIONS 1;
      ALTER USER locked@'%' ACCOUNT LOCK`);
  });

  afterAll(async () => {
    await admin.close();
    await Promise.all([server.remove(), tls.remove()]);
  });

  const user = `us%40er%3A1:${encoded}`;
  const url = (query = '', more: { user?: string; host?: string; database?: string } = {}) =>
    server.url({ user, query, ...more });

  const opened = async (at: string): Promise<SequelizeStore> => {
    const store = await SequelizeStore.open(at, { readOnly: true });
    onTestFinished(() => store.close());
    return store;
  };
  it('opens no table and no view of another database to learn of its own', async () => {
    const opening = async (): Promise<unknown> =>
      (await admin.query("SHOW GLOBAL STATUS LIKE 'Opened_views'"))[0]?.['Value'];
    await admin.query(`CREATE TABLE kept (token varchar(43) PRIMARY KEY, data longblob, expiry datetime(3));
      CREATE DATABASE other; CREATE VIEW other.sight AS SELECT * FROM app.kept`);
    onTestFinished(() => admin.query('DROP TABLE kept; DROP DATABASE other').then(() => undefined));
    const before = await opening();
    const store = await SequelizeStore.open(server.url(), { table: 'kept', cleanupInterval: 0 });
    onTestFinished(() => store.close());
    const gone = { token: 'gone', data: Buffer.from('{}'), expiry: new Date(0) };
    await store.import([gone]);
    expect((await store.purge()).deleted).toBe(1);
    expect(await opening()).toBe(before);
  });

  const count = async (at: string): Promise<number> => (await opened(at)).count({ state: 'all' });

  /** Where the server sees the store's connection come from; `localhost`, without a port, by its socket. */
  const peer = async (at: string): Promise<string> => {
    await count(at);
    const rows = await admin.query(`SELECT HOST AS host FROM information_schema.PROCESSLIST
      WHERE ID <> CONNECTION_ID() AND USER <> 'system user' ORDER BY ID DESC LIMIT 1`);
    return String(rows[0]?.['host']);
  };

  /** Whether the server has had one more TLS connection. */
  const encryptedly = async (at: string): Promise<boolean> => {
    const finished = async (): Promise<number> => {
      const rows = await admin.query("SHOW GLOBAL STATUS LIKE 'Ssl_finished_accepts'");
      return Number(rows[0]?.['Value']);
    };
    const before = await finished();
    expect(await count(at)).toBe(1);
    return (await finished()) > before;
  };

  describe('a URL', () => {
    it.each(['mysql', 'mariadb', 'MariaDB'])('%s:// with everything encoded', async (scheme) => {
      expect(await count(server.url({ user, scheme }))).toBe(1);
    });

    it('names a database in any letters', async () => {
      const error = await failing(url('', { database: 'Odd%20n%C3%A4me%2F1' }));
      expect(error.code).toBe('TABLE_MISSING');
      expect(error.message).toContain('Odd näme/1 at 127.0.0.1');
    });

    it('names a socket, as an option or as the host', async () => {
      const socket = encodeURIComponent(server.socket);
      for (const at of [
        `mysql://root@localhost/app?socketPath=${socket}`,
        `mariadb://root@/app?socket=${server.socket}`,
        `mysql://root@${socket}/app`,
        `mysql://root@/app?unix_socket=${socket}&ssl=true`,
      ]) {
        expect(await peer(at)).toBe('localhost');
      }
      expect(await peer(url())).toMatch(/:\d+$/);
    });

    it('reads an ssl-mode as MySQL writes it', async () => {
      expect(await encryptedly(url('ssl-mode=REQUIRED'))).toBe(true);
      expect(await encryptedly(url(`ssl-mode=VERIFY_CA&ssl-ca=${tls.certificate}`))).toBe(true);
      expect(await encryptedly(url('ssl-mode=DISABLED'))).toBe(false);
    });
  });

  describe('TLS', () => {
    it.each(['sslmode=require', 'tls=skip-verify', 'ssl={"rejectUnauthorized":false}'])(
      '%s: encrypted, unchecked',
      async (query) => {
        expect(await encryptedly(url(query))).toBe(true);
      },
    );

    it.each(['sslmode=verify-full', 'sslmode=verify-ca', 'ssl=true', 'ssl-mode=VERIFY_IDENTITY'])(
      '%s: refused for a certificate that nobody vouches for',
      async (query) => {
        const error = await failing(url(query));
        expect(error.code).toBe('DATABASE_REFUSED');
        expect(error.message).toMatch(/certificate is not trusted.*sslrootcert/);
      },
    );

    it.each(['verify-full', 'verify-ca', 'require'])(
      'sslmode=%s with its authority: encrypted and checked, by name and by address',
      async (mode) => {
        const query = `sslmode=${mode}&sslrootcert=${encodeURIComponent(tls.certificate)}`;
        expect(await encryptedly(url(query))).toBe(true);
        expect(await encryptedly(url(query, { host: 'localhost' }))).toBe(true);
      },
    );

    it('checks the host with verify-full alone', async () => {
      const query = `sslrootcert=${tls.certificate}&sslmode=`;
      const error = await failing(url(`${query}verify-full`, { host: '127.0.0.2' }));
      expect(error.code).toBe('DATABASE_REFUSED');
      expect(error.message).toMatch(/certificate is for another host name/);
      expect(await encryptedly(url(`${query}verify-ca`, { host: '127.0.0.2' }))).toBe(true);
    });

    it('works where the server asks for it', async () => {
      const options = { user: `tls_only:${encoded}` };
      expect((await failing(url('sslmode=disable', options))).code).toBe('DATABASE_REFUSED');
      expect(await count(url('', options))).toBe(1);
    });

    it('is refused in a word where the server has none', async () => {
      const plain = await scratchMariadb({ settings: ['skip-ssl'] });
      onTestFinished(() => plain.remove());
      const error = await failing(plain.url({ query: 'sslmode=require' }));
      expect(error.code).toBe('DATABASE_REFUSED');
      expect(error.message).toMatch(/does not support TLS/);
      for (const query of ['', 'sslmode=prefer', 'ssl-mode=PREFERRED']) {
        expect(await encryptedly(url(query))).toBe(true);
        const admin = await plain.connect();
        await admin.query(
          'CREATE TABLE IF NOT EXISTS sessions (token text, data blob, expiry datetime)',
        );
        await admin.close();
        const store = await opened(plain.url({ query }));
        expect(await store.count()).toBe(0);
        expect(store.info.transport).toBe('plain text, as the server offers no TLS');
      }
    });

    it('checks all, where a certificate is named and no mode', async () => {
      const query = `ssl-ca=${encodeURIComponent(tls.certificate)}`;
      expect(await encryptedly(url(query))).toBe(true);
      const error = await failing(url(query, { host: '127.0.0.2' }));
      expect(error.message).toMatch(/certificate is for another host name/);
      const untrusted = await failing(url(`ssl-cert=${tls.certificate}&ssl-key=${tls.key}`));
      expect(untrusted.message).toMatch(/certificate is not trusted/);
    });
  });

  describe('a refusal', () => {
    it.each([
      [
        'a wrong password',
        () => url('', { user: 'us%40er%3A1:hunter2%25' }),
        /user name or the password/,
      ],
      ['an unknown user', () => url('', { user: 'nemo:hunter2' }), /user name or the password/],
      ['no password', () => url('', { user: 'us%40er%3A1' }), /user name or the password/],
      ['a locked account', () => url('', { user: `locked:${encoded}` }), /account is locked/],
      [
        'a database that is not theirs',
        () => url('', { database: 'mysql' }),
        /may not use that database/,
      ],
    ])('%s', async (_name, at, says) => {
      const error = await failing(at());
      expect(error.code).toBe('DATABASE_REFUSED');
      expect(error.message).toMatch(says);
      expect(error.message).toContain(`at 127.0.0.1:${server.port}`);
    });

    it('an unknown database', async () => {
      const error = await failing(server.url({ database: 'nowhere' }));
      expect(error.code).toBe('DATABASE_MISSING');
      expect(error.message).toMatch(/no database of that name/);
    });

    it('a missing table, or one of a missing database', async () => {
      for (const table of ['nothing', 'nowhere.sessions']) {
        const error = await failing(url(), { table });
        expect(error.code).toBe('TABLE_MISSING');
        expect(error.message).toContain(`no table ${table} in app at 127.0.0.1:${server.port}`);
        expect(error.message).toMatch(/that this user may see: name another/);
      }
      const certain = await failing(server.url(), { table: 'nothing' });
      expect(certain.message).not.toMatch(/may see/);
    });

    it('a table that goes away', async () => {
      await admin.query('CREATE TABLE going LIKE sessions');
      const error = await failing(server.url(), { table: 'going' }, async (store) => {
        await admin.query('DROP TABLE going');
        await store.count();
      });
      expect(error.code).toBe('TABLE_MISSING');
    });

    it('a missing privilege', async () => {
      for (const act of [
        (store: SequelizeStore) => store.count(),
        (store: SequelizeStore) =>
          store.commit({ token: 's3cr3t-token', data: Buffer.from('x'), expiry: new Date() }),
        (store: SequelizeStore) => store.delete('s3cr3t-token'),
        (store: SequelizeStore) => store.purge(),
      ]) {
        const error = await failing(
          url('', { user: `nobody:${encoded}` }),
          { secrets: ['s3cr3t-token'] },
          act,
        );
        expect(error.code).toBe('DATABASE_REFUSED');
        expect(error.message).toMatch(/lacks a privilege/);
      }
    });

    it('a table that is not theirs to see', async () => {
      await admin.query('CREATE TABLE hidden LIKE sessions');
      const error = await failing(url(), { table: 'hidden' });
      expect(error.code).toBe('TABLE_MISSING');
      expect(error.message).toMatch(/no table hidden in .* that this user may see/);
    });

    it('too many connections', async () => {
      const at = url('', { user: `crowded:${encoded}` });
      await (await opened(at)).count();
      const error = await failing(at);
      expect(error.code).toBe('DATABASE_UNAVAILABLE');
      expect(error.message).toMatch(/no connection to spare/);
    });

    it('a connection that is ended under a statement is made anew', async () => {
      const store = await opened(url());
      await store.count();
      const rows = await admin.query(
        "SELECT ID AS id FROM information_schema.PROCESSLIST WHERE USER = 'us@er:1'",
      );
      for (const { id } of rows) await admin.query(`KILL ${String(id)}`);
      expect(await store.count()).toBe(1);
    });
  });

  it('keeps few statements open at the server', async () => {
    const store = await opened(url());
    for (let limit = 1; limit <= 150; limit++) {
      for await (const session of store.sessions({ limit })) expect(session.token).toBe('one');
    }
    const rows = await admin.query("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'");
    expect(Number(rows[0]?.['Value'])).toBeLessThan(100);
  });

  it('can be looked at where nothing may be written, by a user whom that binds', async () => {
    await admin.query(`CREATE USER everything@'%' IDENTIFIED BY '${password}';
      GRANT SELECT, INSERT, UPDATE, DELETE, CREATE ON app.* TO everything@'%';
      SET GLOBAL read_only = 1`);
    onTestFinished(() => admin.query('SET GLOBAL read_only = 0').then(() => undefined));
    const at = url('', { user: `everything:${encoded}` });
    expect(await count(at)).toBe(1);
    for (const write of [
      (store: SequelizeStore) =>
        store.commit({ token: 's3cr3t', data: Buffer.from('x'), expiry: new Date() }),
      (store: SequelizeStore) => store.delete('one'),
      (store: SequelizeStore) => store.deleteAll(),
    ]) {
      const error = await failing(at, { secrets: ['s3cr3t'] }, write);
      expect(error.code).toBe('DATABASE_READ_ONLY');
      expect(error.message).toMatch(/takes no writes/);
    }
    expect((await failing(at, { table: 'other', create: true })).code).toBe('DATABASE_READ_ONLY');
  });

  it('is worth another try when it restarts', async () => {
    const own = await scratchMariadb();
    onTestFinished(() => own.remove());
    const session = await own.connect();
    await session.query(
      'CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data longblob, expiry datetime(3))',
    );
    await session.close();
    const store = await opened(own.url());
    expect(await store.count()).toBe(0);
    await own.stop();
    const restart = own.start();
    expect(await store.count()).toBe(0);
    await restart;
    await own.stop();
    expect((await failing(own.url())).code).toBe('DATABASE_UNAVAILABLE');
    await expect(store.count()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});
