import { userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/url.js';
import { SessionAdminError } from '../../src/index.js';

/** What a URL says of a server, less what it leaves out. */
const read = (url: string): object => {
  const { dialect, title, server } = parseDatabaseUrl(url);
  return { dialect, title, ...server };
};

const failure = (url: string): SessionAdminError => {
  try {
    parseDatabaseUrl(url);
  } catch (error) {
    if (error instanceof SessionAdminError) return error;
  }
  throw new Error('a SessionAdminError was expected');
};

describe("a server's URL", () => {
  it.each([
    ['postgres', 'postgres'],
    ['postgresql', 'postgres'],
    ['POSTGRES', 'postgres'],
    ['mysql', 'mysql'],
    ['mysql2', 'mysql'],
    ['mariadb', 'mysql'],
  ])('%s:// is for %s', (scheme, dialect) => {
    expect(read(`${scheme}://ann:pw@db.example.com:7777/shop`)).toEqual({
      dialect,
      title: 'shop at db.example.com:7777',
      host: 'db.example.com',
      port: 7777,
      database: 'shop',
      username: 'ann',
      password: 'pw',
      driver: {},
    });
  });

  it('has its parts percent-encoded', () => {
    const url = 'postgres://a%40b:p%40ss%3Aw%2Frd%25@h/my%20shop%2F%C3%BC';
    expect(read(url)).toMatchObject({
      username: 'a@b',
      password: 'p@ss:w/rd%',
      database: 'my shop/ü',
      title: 'my shop/ü at h',
    });
  });

  it('takes a password as it is where nothing in it is special to a URL', () => {
    expect(read('mysql://u:a!b$c&d\'(e)*+,;=~:f|g^h`{i}<>"é@h/d')).toMatchObject({
      password: 'a!b$c&d\'(e)*+,;=~:f|g^h`{i}<>"é',
      host: 'h',
    });
  });

  it.each([
    ['postgres://u@[::1]:5433/d', '::1', 'd at [::1]:5433'],
    ['mysql://u@[2001:db8::7]/d', '2001:db8::7', 'd at 2001:db8::7'],
    ['postgres:///d?host=/var/run/postgresql', '/var/run/postgresql', 'd at /var/run/postgresql'],
    ['postgres://u@/d?host=%2Ftmp', '/tmp', 'd at /tmp'],
    ['postgres://u:p@/d?host=/tmp&port=5433', '/tmp', 'd at /tmp:5433'],
    ['postgres://u@%2Fvar%2Frun%2Fpostgresql/d', '/var/run/postgresql', 'd at /var/run/postgresql'],
    ['postgres://u@%2Ftmp:5433/d', '/tmp', 'd at /tmp:5433'],
    ['mysql://root@localhost/d?socketPath=/run/my.sock', '/run/my.sock', 'd at /run/my.sock'],
    ['mariadb://root@/d?socket=/run/my.sock', '/run/my.sock', 'd at /run/my.sock'],
    ['mysql://root@localhost/d?unix_socket=/run/my.sock', '/run/my.sock', 'd at /run/my.sock'],
    ['postgres:///d', 'localhost', 'd at localhost'],
    ['mysql://u@/d', 'localhost', 'd at localhost'],
  ])('%s', (url, host, title) => {
    expect(read(url)).toMatchObject({ host, title });
  });

  it('may say as options what libpq takes as options', () => {
    expect(
      read('postgres://?host=db&port=5433&user=a%40b&password=p%2Fw&dbname=shop'),
    ).toMatchObject({
      host: 'db',
      port: 5433,
      username: 'a@b',
      password: 'p/w',
      database: 'shop',
      driver: {},
    });
  });

  it('keeps the options of the driver, decoded', () => {
    expect(
      read('postgres://u@h/d?sslmode=require&options=-c%20search_path%3Dshop&connect_timeout=5'),
    ).toMatchObject({
      driver: { sslmode: 'require', options: '-c search_path=shop', connect_timeout: '5' },
    });
  });

  it('without a user means the account that runs the program, whatever the environment says', () => {
    const before = process.env['PGUSER'];
    process.env['PGUSER'] = 'somebody';
    try {
      for (const url of ['postgres:///d', 'mysql://h/d', 'postgres://:pw@h/d']) {
        expect(read(url)).toMatchObject({ username: userInfo().username });
      }
    } finally {
      if (before === undefined) delete process.env['PGUSER'];
      else process.env['PGUSER'] = before;
    }
  });
});

describe('a SQLite file', () => {
  it.each([
    ['sessions.db', 'sessions.db'],
    ['/var/lib/app/sessions.db', '/var/lib/app/sessions.db'],
    ['C:\\data\\a@b.db', 'C:\\data\\a@b.db'],
    ['sqlite:sessions.db', 'sessions.db'],
    ['sqlite://sessions.db', 'sessions.db'],
    ['sqlite:///var/a.db', '/var/a.db'],
    ['sqlite:/var/a:b@c.db', '/var/a:b@c.db'],
    ['sqlite3:50%.db', '50%.db'],
    ['sqlite::memory:', ':memory:'],
    ['file:sessions.db', 'sessions.db'],
    ['file:///var/my%20app/a.db', '/var/my app/a.db'],
    ['mail@home.db', 'mail@home.db'],
  ])('%s', (url, path) => {
    expect(parseDatabaseUrl(url)).toEqual({ dialect: 'sqlite', title: path, path, server: null });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['', /is empty/],
    ['  ', /is empty/],
    ['sqlite:', /names no file/],
    ['file://server/share.db', /names no file of this machine/],
    ['oracle://u:p@h/d', /unknown kind/],
    ['redis://h', /unknown kind/],
    ['postgres://u:p@h', /names no database/],
    ['postgres://u:p@h/', /names no database/],
    ['mysql://u:p@h/?ssl=true', /names no database/],
    ['mysql://u:p@h/a/b', /names no database/],
    ['postgres:d', /cannot be read/],
    ['postgres:/d', /cannot be read/],
    ['postgres://h:port/d', /cannot be read/],
    ['postgres://h:99999/d', /cannot be read/],
    ['postgres://h/d?port=0', /a port that is no number from 1 to 65535/],
    ['postgres://h/d?port=5432x', /a port that is no number from 1 to 65535/],
    ['postgres://h/d#frag', /cannot be read/],
    ['postgres://u@h1,h2/d', /several hosts/],
    ['postgres://u:100%@h/d', /percent sign/],
    ['mysql://u@h/%zz', /percent sign/],
  ])('%s', (url, says) => {
    const { code, message, options } = failure(url);
    expect(code).toBe('INVALID_ARGUMENT');
    expect(message).toMatch(says);
    expect(options).toEqual(['database']);
  });
});

describe('a password', () => {
  /** Mistakes that put a password where something else belongs, or that no URL parser can read. */
  const spellings = [
    'postgres://ann:SECRET@h',
    'postgres://ann:SECRET@h:port/d',
    'postgres://ann:12/SECRET@h/d',
    'postgres://ann:12/SECRET@h',
    'postgres://ann:12?SECRET@h/d',
    'postgres://ann:1/d?SECRET@h',
    'postgres://ann:12#SECRET@h/d',
    'postgres://ann:a@b/c?SECRET@h/d',
    'postgres://ann:a@b/c#SECRET',
    'postgres:/ann:SECRET@h/d',
    'postgres:ann:SECRET@h/d',
    'postgres//ann:SECRET@h/d',
    '//ann:SECRET@h/d',
    'ann:SECRET@h/d',
    'a:SECRET@h/d',
    'ann_b:SECRET@tcp(127.0.0.1:3306)/d',
    'ann:SECRET@tcp(127.0.0.1:3306)/d',
    '"postgres://ann:SECRET@h/d"',
    "'mysql://ann:SECRET@h/d'",
    'DATABASE_URL=postgres://ann:SECRET@h/d',
    'jdbc:postgresql://h/d?user=ann&password=SECRET',
    'host=h user=ann password=SECRET dbname=d',
    'Server=h;Uid=ann;Pwd=SECRET;Database=d',
    'https://ann:SECRET@h/d',
    'postgres://ann:SECRET%@h/d',
    'postgres://ann:SECRET@h/d?port=SECRET',
    'postgres://ann:SECRET@h1:1,h2:2/d',
    'mysql://h/d?password=SECRET&port=x',
  ];
  const secrets = ['hunter2', 'p@ss:w/rd', 'p%40ss%3Aw%2Frd', '50%25', 'a b'];

  it.each(spellings)('is nowhere in the message for %s', (spelling) => {
    for (const secret of secrets) {
      const error = failure(spelling.replaceAll('SECRET', secret));
      const shown = `${error.message}\n${error.stack}\n${String(error.cause)}`;
      for (const form of [secret, decoded(secret), encodeURIComponent(secret)]) {
        expect(shown).not.toContain(form);
      }
    }
  });

  it('is not in the title of a URL that can be read', () => {
    expect(parseDatabaseUrl('postgres://ann:hunter2@h:1/d?password=hunter2').title).toBe(
      'd at h:1',
    );
  });
});

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

describe('a password in an odd place', () => {
  it.each([
    'sqlite:postgres://u:S3cret@h/d',
    'sqlite://u:S3cret@h/d',
    'sqlite: u:S3cret@h/d',
    ' jdbc:postgresql://u:S3cret@h/d',
    'postgres://u@h/d;password=S3cret',
    'postgres://u@h/d&password=S3cret',
    'mysql://u@h/d%3Fpassword=S3cret',
    '"postgres://u:S3cret@h/d"',
  ])('%s: refused, and not quoted', (url) => {
    const error = failure(url);
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.message).not.toContain('S3cret');
  });
});
