import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore } from '../../../src/index.js';
import { selfSigned, type Certificate } from '../../helpers/certificate.js';
import { failing } from '../../helpers/failing.js';
import { scratchPostgres, type ScratchServer } from '../../helpers/scratch-server.js';
import { describeWhere, type ServerSession } from '../../helpers/servers.js';

const password = 'p@ss:w/rd%';
const encoded = 'p%40ss%3Aw%2Frd%25';

describeWhere('PostgreSQL', 'connecting to PostgreSQL', () => {
  let tls: Certificate;
  let server: ScratchServer;
  let admin: ServerSession;

  beforeAll(async () => {
    tls = await selfSigned();
    server = await scratchPostgres({
      settings: [
        "listen_addresses = '127.0.0.1,127.0.0.2'",
        'ssl = on',
        `ssl_cert_file = '../server.crt'`,
        `ssl_key_file = '../server.key'`,
        'max_connections = 20',
      ],
      access: [
        'local all all trust',
        'hostssl all tls_only 127.0.0.0/8 scram-sha-256',
        'host all tls_only all reject',
        'host all old 127.0.0.1/32 md5',
        'host all all 127.0.0.0/8 scram-sha-256',
      ],
      files: { 'server.crt': tls.certificate, 'server.key': tls.key },
    });
    const root = await server.connect('postgres');
    await root.query('CREATE DATABASE "Odd näme/1"');
    await root.close();
    admin = await server.connect('app');
    await admin.query(`
      CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data bytea, expiry timestamptz);
      INSERT INTO sessions VALUES ('one', '{}', now() + interval '1 hour');
      CREATE USER "us@er:1" PASSWORD '${password}';
      CREATE USER tls_only PASSWORD '${password}';
      CREATE USER nobody PASSWORD '${password}';
      CREATE USER crowded PASSWORD '${password}' CONNECTION LIMIT 1;
      SET password_encryption = 'md5'; CREATE USER old PASSWORD '${password}';
      GRANT SELECT ON sessions TO "us@er:1", tls_only, crowded, old`);
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
  const count = async (at: string): Promise<number> => (await opened(at)).count({ state: 'all' });

  /** What the server knows of the connection that the store has open. */
  const seen = async (
    at: string,
  ): Promise<{ ssl: boolean; application: string; address: string | null }> => {
    const store = await opened(at);
    await store.count();
    const rows = await admin.query(`SELECT s.ssl, a.application_name AS application,
        host(a.client_addr) AS address
      FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid)
      WHERE a.pid <> pg_backend_pid() AND a.backend_type = 'client backend'
      ORDER BY backend_start DESC LIMIT 1`);
    await store.close();
    return rows[0] as never;
  };

  describe('a URL', () => {
    it.each(['postgres', 'postgresql', 'POSTGRES'])(
      '%s:// with everything encoded',
      async (scheme) => {
        expect(await count(server.url({ user, scheme }))).toBe(1);
      },
    );

    it('names a database in any letters', async () => {
      const error = await failing(url('', { database: 'Odd%20n%C3%A4me%2F1' }));
      expect(error.code).toBe('TABLE_MISSING');
      expect(error.message).toContain('Odd näme/1 at 127.0.0.1');
    });

    it('names a socket by its folder, as an option or as the host', async () => {
      const folder = encodeURIComponent(server.folder);
      for (const at of [
        `postgres:///app?host=${folder}&port=${server.port}&user=postgres`,
        `postgres://postgres@/app?host=${folder}&port=${server.port}`,
        `postgres://postgres@${folder}:${server.port}/app`,
        `postgres://postgres@/app?host=${server.folder}&port=${server.port}&sslmode=verify-full`,
      ]) {
        expect((await seen(at)).address).toBeNull();
      }
    });

    it('says all in its options', async () => {
      const query = `host=127.0.0.1&port=${server.port}&user=us%40er%3A1&password=${encoded}&dbname=app`;
      expect(await count(`postgresql://?${query}`)).toBe(1);
    });

    it('sets what the driver and the server take', async () => {
      expect(await seen(url())).toMatchObject({ application: 'session-admin', ssl: true });
      expect(await seen(url('application_name=nightly%20purge'))).toMatchObject({
        application: 'nightly purge',
      });
      await admin.query(`CREATE SCHEMA shop; GRANT USAGE ON SCHEMA shop TO PUBLIC;
        CREATE TABLE shop.sessions (LIKE sessions); GRANT SELECT ON shop.sessions TO PUBLIC`);
      expect(await count(url())).toBe(1);
      expect(await count(url('options=-c%20search_path%3Dshop'))).toBe(0);
    });

    it('works with a password that the server keeps as md5', async () => {
      expect(await count(url('', { user: `old:${encoded}` }))).toBe(1);
    });

    it('alone says who logs in: PGUSER, PGPASSWORD, PGHOST and PGSSLMODE do not', async () => {
      const names = ['PGUSER', 'PGPASSWORD', 'PGHOST', 'PGPORT', 'PGDATABASE', 'PGSSLMODE'];
      const before = names.map((name) => [name, process.env[name]] as const);
      for (const name of names) process.env[name] = password;
      process.env['PGSSLMODE'] = 'verify-full';
      try {
        expect(await count(url())).toBe(1);
        const error = await failing(server.url({ user: 'us%40er%3A1' }));
        expect(error.message).toMatch(/wants a password, and the URL has none/);
      } finally {
        for (const [name, value] of before) {
          if (value === undefined) Reflect.deleteProperty(process.env, name);
          else process.env[name] = value;
        }
      }
    });

    it.each([
      ['sslmode=on', /unknown TLS mode/],
      ['sslmod=require', /unknown TLS option/],
      ['sslmode=verify-full&sslrootcert=/no/such/file', /certificate file .* cannot be read/],
      ['connect_timeout=soon', /connect_timeout/],
      ['connect_timeout=-1', /connect_timeout/],
    ])('with %s is refused', async (query, says) => {
      const error = await failing(url(query));
      expect(error.code).toBe('INVALID_ARGUMENT');
      expect(error.message).toMatch(says);
    });
  });

  describe('TLS', () => {
    it('sslmode=disable: none', async () => {
      expect((await seen(url('sslmode=disable'))).ssl).toBe(false);
    });

    it.each(['', 'sslmode=prefer', 'sslmode=allow'])(
      '%s: encrypted where the server offers it',
      async (query) => {
        expect((await seen(url(query))).ssl).toBe(true);
        const plain = await scratchPostgres();
        onTestFinished(() => plain.remove());
        const admin = await plain.connect();
        await admin.query('CREATE TABLE sessions (token text, data bytea, expiry timestamptz)');
        await admin.close();
        const store = await opened(plain.url({ query }));
        expect(await store.count()).toBe(0);
        expect(store.info.transport).toBe('plain text, as the server offers no TLS');
        expect((await opened(url(query))).info.transport).toBe('TLS');
        const error = await failing(plain.url({ query: 'sslmode=require' }));
        expect(error.message).toMatch(/does not support TLS/);
      },
    );

    it('checks all, where a certificate is named and no mode', async () => {
      const query = `sslrootcert=${encodeURIComponent(tls.certificate)}`;
      expect((await seen(url(query))).ssl).toBe(true);
      const error = await failing(url(query, { host: '127.0.0.2' }));
      expect(error.message).toMatch(/certificate is for another host name/);
      const client = `sslcert=${tls.certificate}&sslkey=${tls.key}`;
      for (const untrusted of [
        client,
        'sslrootcert=system',
        'sslmode=require&sslrootcert=system',
      ]) {
        expect((await failing(url(untrusted))).message).toMatch(/certificate is not trusted/);
      }
    });

    it('refuses a root certificate that the mode does not look at', async () => {
      for (const mode of ['prefer', 'allow']) {
        const error = await failing(url(`sslmode=${mode}&sslrootcert=${tls.certificate}`));
        expect(error.code).toBe('INVALID_ARGUMENT');
        expect(error.message).toMatch(/give verify-full/);
      }
    });

    it.each(['sslmode=require', 'sslmode=no-verify', 'ssl={"rejectUnauthorized":false}'])(
      '%s: encrypted, unchecked',
      async (query) => {
        expect((await seen(url(query))).ssl).toBe(true);
      },
    );

    it.each(['sslmode=verify-full', 'sslmode=verify-ca', 'ssl=true'])(
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
        expect((await seen(url(query))).ssl).toBe(true);
        expect((await seen(url(query, { host: 'localhost' }))).ssl).toBe(true);
      },
    );

    it('checks the host with verify-full alone', async () => {
      const query = `sslrootcert=${tls.certificate}&sslmode=`;
      const error = await failing(url(`${query}verify-full`, { host: '127.0.0.2' }));
      expect(error.code).toBe('DATABASE_REFUSED');
      expect(error.message).toMatch(/certificate is for another host name/);
      expect((await seen(url(`${query}verify-ca`, { host: '127.0.0.2' }))).ssl).toBe(true);
    });

    it('checks the certificate, where one is named, also with require', async () => {
      const other = await selfSigned();
      onTestFinished(() => other.remove());
      const error = await failing(url(`sslmode=require&sslrootcert=${other.certificate}`));
      expect(error.code).toBe('DATABASE_REFUSED');
      expect(error.message).toMatch(/certificate is not trusted/);
    });

    it('is pointed to where the server wants it', async () => {
      const options = { user: `tls_only:${encoded}` };
      const error = await failing(url('sslmode=disable', options));
      expect(error.code).toBe('DATABASE_REFUSED');
      expect(error.message).toMatch(/sslmode=require/);
      expect(await count(url('', options))).toBe(1);
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
      ['an empty password', () => url('', { user: 'us%40er%3A1:' }), /wants a password/],
    ])('%s', async (_name, at, says) => {
      const error = await failing(at());
      expect(error.code).toBe('DATABASE_REFUSED');
      expect(error.message).toMatch(says);
      expect(error.message).toContain(`app at 127.0.0.1:${server.port}`);
    });

    it('an unknown user, where no password is asked for', async () => {
      const at = `postgres://nemo@/app?host=${server.folder}&port=${server.port}`;
      const error = await failing(at);
      expect(error.code).toBe('DATABASE_REFUSED');
      expect(error.message).toMatch(/no user of that name/);
    });

    it('an unknown database', async () => {
      const error = await failing(url('', { database: 'nowhere' }));
      expect(error.code).toBe('DATABASE_MISSING');
      expect(error.message).toMatch(/no database of that name/);
    });

    it('a missing table, or schema', async () => {
      for (const table of ['nothing', 'nowhere.sessions']) {
        const error = await failing(url(), { table });
        expect(error.code).toBe('TABLE_MISSING');
        expect(error.message).toContain(`no table ${table} in app at 127.0.0.1:${server.port}`);
      }
    });

    it('a table that goes away', async () => {
      await admin.query('CREATE TABLE going (LIKE sessions); GRANT SELECT ON going TO PUBLIC');
      const error = await failing(url(), { table: 'going' }, async (store) => {
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

    it('too many connections', async () => {
      const at = url('', { user: `crowded:${encoded}` });
      await (await opened(at)).count();
      const error = await failing(at);
      expect(error.code).toBe('DATABASE_UNAVAILABLE');
      expect(error.message).toMatch(/no connection to spare/);
    });
  });

  describe('a server that goes', () => {
    it('is worth another try, also while it waits for its clients', async () => {
      const own = await scratchPostgres();
      onTestFinished(() => own.remove());
      const session = await own.connect();
      await session.query(
        'CREATE TABLE sessions (token varchar(43) PRIMARY KEY, data bytea, expiry timestamptz)',
      );
      await session.close();
      const store = await opened(own.url());
      expect(await store.count()).toBe(0);
      await own.stop();
      const restart = own.start();
      // It is starting up meanwhile.
      expect(await store.count()).toBe(0);
      await restart;
      await own.stop();
      const error = await failing(own.url());
      expect(error.code).toBe('DATABASE_UNAVAILABLE');
      await expect(store.count()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    });

    it('ends a connection under a statement', async () => {
      const at = `postgres://postgres@/app?host=${server.folder}&port=${server.port}`;
      const store = await opened(at);
      await store.count();
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'session-admin'",
      );
      expect(await store.count()).toBe(1);
    });
  });
});
