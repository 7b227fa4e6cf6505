import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { linesOf, objectsIn, run, type RunOptions } from '../../helpers/cli.js';
import { copyFixture, useFolder } from '../../helpers/folder.js';
import { writeProfiles } from '../../helpers/profiles.js';
import { createManyScs, createScs, longAgo } from '../../helpers/scs-table.js';
import { describeServer } from '../../helpers/servers.js';
import { scalar } from '../../helpers/sqlite.js';
import { hasTerminals, startOnTerminal, type Terminal } from '../../helpers/terminal.js';

const folder = useFolder();
let env: Record<string, string> = {};
const write = async (profiles: object): Promise<void> => {
  env = await writeProfiles(folder.file('profiles.json'), profiles);
};

beforeEach(async () => {
  for (const name of ['shop', 'blog']) {
    await createScs(folder.file(`${name}.db`), [
      { token: `${name}-1`, data: { userID: 1 } },
      { token: `${name}-2`, data: { userID: 2 } },
      { token: `${name}-old`, expiry: longAgo },
    ]);
  }
  await copyFixture('laravel', folder.file('forum.db'));
  await write({
    shop: { database: 'shop.db' },
    blog: { database: 'blog.db' },
    none: { database: 'none.db' },
  });
});

const with3 = (argv: string[], options: RunOptions = {}) =>
  run(argv, { env: { ...env, NO_COLOR: '1' }, ...options });
const left = (name: string) => scalar(folder.file(`${name}.db`), 'SELECT count(*) FROM sessions');

describe('list of several applications', () => {
  it('says of each session whose it is, in every format', async () => {
    const listed = async (format: string) =>
      (await with3(['@shop', '@blog', 'list', '-f', format, '--fields', 'token'])).stdout;
    const all = ['blog\tblog-1', 'blog\tblog-2', 'shop\tshop-1', 'shop\tshop-2'];
    const pairs = (list: Record<string, unknown>[]) =>
      list.map((one) => Object.values(one).join('\t')).sort();
    expect(linesOf(await listed('tsv')).sort()).toEqual(all);
    expect(pairs(objectsIn(await listed('ndjson')))).toEqual(all);
    expect(pairs(JSON.parse(await listed('json')) as Record<string, unknown>[])).toEqual(all);
    const [header, ...rows] = linesOf(await listed('csv'));
    expect(header).toBe('app,token');
    expect(rows.map((row) => row.replace(',', '\t')).sort()).toEqual(all);
    expect(await listed('table')).toBe(
      'app   token\nshop  shop-1\nshop  shop-2\nblog  blog-1\nblog  blog-2\n',
    );
    expect(linesOf(await listed('tokens')).sort()).toEqual(all.map((line) => line.slice(5)));
    expect(linesOf(await listed('count')).sort()).toEqual(['blog\t2', 'shop\t2']);
  });

  it('has the application first in a whole record, and a column for what one of them tells', async () => {
    await write({ shop: { database: 'shop.db' }, forum: { database: 'forum.db' } });
    const { stdout } = await with3(['@all', 'list', '--all', '-f', 'ndjson']);
    for (const line of linesOf(stdout)) expect(line).toMatch(/^\{"app":"(?:shop|forum)","token":/);
    const table = await with3(['@forum', '@shop', 'list', '--all'], {
      terminal: true,
      columns: 160,
    });
    expect(table.stdout).toMatch(/^app {4}token {6}user .*ip .*expiry/);
    const apps = linesOf(table.stdout)
      .slice(1)
      .map((line) => line.split(' ')[0]);
    expect([...new Set(apps)]).toEqual(['forum', 'shop']);
    expect(table.stderr).toMatch(/^forum: \d+ sessions · .*forum\.db · sessions \(laravel\)$/m);
    expect(table.stderr).toMatch(/^shop: 3 sessions · .*shop\.db · sessions \(scs\)$/m);
  });

  it('names the application among the fields of one', async () => {
    expect((await with3(['@shop', 'list', '--fields', 'token,app'])).stdout).toBe(
      'shop-1\tshop\nshop-2\tshop\n',
    );
    expect(
      (await run(['list', '-d', folder.file('shop.db'), '--fields', 'app,token'])).stdout,
    ).toBe('\tshop-1\n\tshop-2\n');
  });

  it('is empty as one list is', async () => {
    for (const [format, text] of [
      ['json', '[]\n'],
      ['ndjson', ''],
      ['csv', ''],
      ['table', ''],
    ] as const) {
      const argv = ['@shop', '@blog', 'list', '--user', '9', '-f', format];
      expect(await with3(argv)).toMatchObject({ code: 0, stdout: text });
    }
  });
});

describe('one application that fails', () => {
  it('does not stop the others, and gives the exit code', async () => {
    const { code, stdout, stderr } = await with3(['@all', 'list', '-f', 'count']);
    expect(linesOf(stdout).sort()).toEqual(['blog\t2', 'shop\t2']);
    expect(stderr).toMatch(/^session-admin: none: there is no SQLite file .*none\.db\n$/);
    expect(code).toBe(2);
  });

  it('by what is wrong with the command line is told once', async () => {
    const { code, stdout, stderr } = await with3(['@all', 'list', '--limit', 'x']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^session-admin: --limit: .*\n$/);
  });

  it('leaves a JSON array whole', async () => {
    const { stdout, code } = await with3(['@all', 'purge', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject([
      { app: 'shop', deleted: 1 },
      { app: 'blog', deleted: 1 },
    ]);
  });
});

describeServer('PostgreSQL', (postgres) => {
  describeServer('MariaDB', (mariadb) => {
    it('where a server is stopped, the others are done, and a later run finishes', async () => {
      const data = '{"cookie":{"originalMaxAge":null},"passport":{"user":1}}';
      await postgres.query(
        'CREATE TABLE session (sid varchar PRIMARY KEY, sess json NOT NULL, expire timestamp(6) NOT NULL)',
      );
      await postgres.query(
        `INSERT INTO session VALUES ('a', '${data}', '2100-01-01'), ('b', '${data}', '2100-01-01')`,
      );
      await mariadb.query(
        'CREATE TABLE sessions (session_id varchar(128) PRIMARY KEY, expires int unsigned NOT NULL, data mediumtext)',
      );
      await mariadb.query(`INSERT INTO sessions VALUES ('a', 4102444800, '${data}')`);
      const counts = async (): Promise<number[]> => [
        Number((await postgres.query('SELECT count(*) AS n FROM session'))[0]?.['n']),
        Number((await mariadb.query('SELECT count(*) AS n FROM sessions'))[0]?.['n']),
      ];
      const stopped = new URL(mariadb.url());
      // Nothing answers there.
      stopped.port = '1';
      const profiles = { api: { database: postgres.url() }, shop: { database: 'shop.db' } };
      await write({ down: { database: stopped.href }, ...profiles });
      const lockout = ['@all', 'lockout', '--user', '1', '--yes'];
      const first = await with3(lockout);
      expect([first.code, linesOf(first.stdout).sort()]).toEqual([
        75,
        ['api: 2 sessions ended', 'shop: 1 session ended'],
      ]);
      expect(first.stderr).toMatch(/^session-admin: down: .*try again later$/m);
      expect([await counts(), await left('shop')]).toEqual([[0, 1], 2]);
      await write({ down: { database: mariadb.url() }, ...profiles });
      const second = await with3(lockout);
      expect([second.code, linesOf(second.stdout).sort()]).toEqual([
        0,
        ['api: 0 sessions ended', 'down: 1 session ended', 'shop: 0 sessions ended'],
      ]);
      expect(await counts()).toEqual([0, 0]);
    });
  });
});

describe('what is refused for several', () => {
  it.each([
    [['-d', 'x.db', 'list'], {}, /--database would be the database of each application/],
    [['list'], { DATABASE_URL: 'x.db' }, /DATABASE_URL would be the database of each/],
    [['put', '--generate'], {}, /put works on one application: name one profile/],
    [['watch'], {}, /watch works on one application/],
    [['get', 'shop-1', '--raw'], {}, /--raw and --field are of one session: name one profile/],
  ])('%j %j', async (argv, set, message) => {
    const { code, stdout, stderr } = await with3(['@shop', '@blog', ...argv], {
      env: { ...env, ...set },
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(linesOf(stderr).filter((line) => line.startsWith('session-admin'))).toHaveLength(1);
  });
});

describe('other commands on several', () => {
  it('get shows the session wherever it is', async () => {
    const found = await with3(['@shop', '@blog', 'get', 'blog-1']);
    expect(found.code).toBe(0);
    expect(JSON.parse(found.stdout)).toMatchObject([{ app: 'blog', token: 'blog-1' }]);
    expect((await with3(['@shop', '@blog', 'get', 'nowhere'])).code).toBe(3);
    const screen = await with3(['@shop', '@blog', 'get', 'shop-1'], { terminal: true });
    expect(screen.stdout).toMatch(/^shop\nToken +shop-1\n/);
  });

  it('stats and doctor name the application of each', async () => {
    const argv = ['@shop', '@blog', 'stats'];
    const all = JSON.parse((await with3([...argv, '--json'])).stdout) as object[];
    expect(all.map((one) => Object.entries(one)[0])).toEqual([
      ['app', 'shop'],
      ['app', 'blog'],
    ]);
    const csv = linesOf((await with3([...argv, '--by', 'state', '-f', 'csv'])).stdout);
    expect(csv.map((line) => line.split(',').slice(0, 3).join())).toEqual([
      'app,state,sessions',
      'shop,active,2',
      'shop,expired,1',
      'blog,active,2',
      'blog,expired,1',
    ]);
    expect((await with3(argv, { terminal: true })).stdout).toMatch(
      /^(?:shop|blog)\nsessions \(SCS[^]*\n\n(?:shop|blog)\nsess/,
    );
    const doctor = await with3(['@shop', '@blog', 'doctor', '--only', 'version']);
    expect(doctor.stdout).toMatch(/^shop {2}ok .*version.*\nblog {2}ok .*version.*\n$/);
  });

  it('delete reads its tokens once for all', async () => {
    const { stdout } = await with3(['@shop', '@blog', 'delete', '-'], {
      stdin: 'shop-1\nblog-1\n',
    });
    expect(linesOf(stdout).sort()).toEqual(['blog: 1 session deleted', 'shop: 1 session deleted']);
    expect([await left('shop'), await left('blog')]).toEqual([2, 2]);
  });

  it('delete asks once, when all have said what would go', async () => {
    const ask = (stdin: string) =>
      with3(['@shop', '@blog', '@none', 'delete', '--user', '1'], {
        stdin,
        terminal: { stdin: true, stderr: true },
      });
    const no = await ask('n\n');
    expect(no.stderr).toMatch(
      /(?:^(?:shop|blog): 1 session of .*would be deleted\n){2}Delete\? \[y\/N\] /m,
    );
    expect(no.stderr.match(/Delete\?/g)).toHaveLength(1);
    expect([await left('shop'), await left('blog')]).toEqual([3, 3]);
    expect(no.code).toBe(2);
    await ask('y\n');
    expect([await left('shop'), await left('blog')]).toEqual([2, 2]);
  });

  it('delete refuses each without a terminal, and does all with --yes', async () => {
    const argv = ['@shop', '@blog', 'delete', '--user', '1'];
    const { code, stderr } = await with3(argv);
    expect(code).toBe(4);
    expect(stderr.match(/^session-admin: (?:shop|blog): .*confirm with --yes$/gm)).toHaveLength(2);
    expect((await with3([...argv, '--yes'])).code).toBe(0);
    expect([await left('shop'), await left('blog')]).toEqual([2, 2]);
  });

  it('delete saves what goes into a file of each, in one folder', async () => {
    const argv = ['@shop', '@blog', 'delete', '--user', '1', '--yes'];
    await writeFile(folder.file('there'), '');
    for (const set of [
      { save: ['--save', folder.file('gone.ndjson')], more: {} },
      { save: ['--save', folder.file('there')], more: {} },
      { save: [], more: { SESSION_ADMIN_SAVE: folder.file('none') } },
    ]) {
      const refused = await with3([...argv, ...set.save], { env: { ...env, ...set.more } });
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toBe(
        'session-admin: --save: each application has a file of its own: give a folder that is there, or a path with a / at its end\nmore: session-admin help record\n',
      );
    }
    expect([await left('shop'), await left('blog')]).toEqual([3, 3]);
    expect((await with3([...argv, '--save', folder.file('saved/')])).code).toBe(0);
    expect((await stat(folder.file('saved'))).mode & 0o777).toBe(0o700);
    expect((await with3(['@all', 'purge', '--save', folder.file('saved')])).code).toBe(2);
    const apps = (await readdir(folder.file('saved'))).map((name) => name.slice(19)).toSorted();
    expect(apps).toEqual(
      ['blog', 'shop'].flatMap((app) => [`${app}-delete.ndjson`, `${app}-purge.ndjson`]),
    );
  });

  it('purge saves where each profile has it, and what is typed beats that', async () => {
    await write({
      shop: { database: 'shop.db', save: 'shop/', log: 'shop.log' },
      blog: { database: 'blog.db', save: 'blog.ndjson' },
    });
    expect((await with3(['@all', 'purge'])).code).toBe(0);
    expect(await readdir(folder.file('shop'))).toHaveLength(1);
    expect(objectsIn(await readFile(folder.file('blog.ndjson'), 'utf8'))).toHaveLength(1);
    const typed = ['@blog', 'delete', 'blog-1', '--save', folder.file('other.ndjson')];
    expect((await with3(typed)).code).toBe(0);
    expect(objectsIn(await readFile(folder.file('other.ndjson'), 'utf8'))).toHaveLength(1);
    expect((await with3(['@blog', 'delete', 'blog-2'])).stderr).toMatch(
      /--save: .*blog\.ndjson cannot be written: it is there already/,
    );
    expect(objectsIn(await readFile(folder.file('shop.log'), 'utf8'))).toHaveLength(1);
  });

  it('lockout keeps a session that one of them has', async () => {
    const locked = (except: string) =>
      with3(['@shop', '@blog', 'lockout', '--user', '1', '--yes', '--except', except]);
    for (const nobodys of ['nowhere', 'shop-2']) {
      expect((await locked(nobodys)).code).toBe(2);
      expect([await left('shop'), await left('blog')]).toEqual([3, 3]);
    }
    const done = await locked('blog-1');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(linesOf(done.stdout).sort()).toEqual([
      'blog: 0 sessions ended',
      'shop: 1 session ended',
    ]);
    expect([await left('shop'), await left('blog')]).toEqual([2, 3]);
  });

  it('lockout that finds no session to stay says where it may be, and how to go on', async () => {
    await write({
      down: { database: 'mariadb://root@127.0.0.1:1/test' },
      shop: { database: 'shop.db' },
      blog: { database: 'blog.db' },
    });
    const all = ['@all', 'lockout', '--user', '1', '--yes'];
    const log = folder.file('shop.log');
    const cautious = await with3([...all, '--except', 'nowhere', '--log', log]);
    expect([cautious.code, cautious.stdout]).toEqual([75, '']);
    for (const app of ['shop', 'blog']) {
      expect(linesOf(cautious.stderr)).toContain(
        `session-admin: ${app}: nothing is done: the session that is to stay may be in down, ` +
          'which was not looked at (if it is, go on with @shop @blog and without --except): try again later',
      );
    }
    expect([await left('shop'), await left('blog')]).toEqual([3, 3]);
    const outcomes = objectsIn(await readFile(log, 'utf8')).map(({ app, outcome }) => [
      app,
      outcome,
    ]);
    expect(outcomes.sort()).toEqual([
      ['blog', 'held back'],
      ['down', 'failed: DATABASE_UNAVAILABLE'],
      ['shop', 'held back'],
    ]);
    // Where another has it, nobody waits for the one that is away.
    expect((await with3([...all, '--except', 'blog-1'])).code).toBe(75);
    expect([await left('shop'), await left('blog')]).toEqual([2, 3]);
  });

  it('asks for a name behind the one question, and has the few rows fit the terminal', async () => {
    await write({
      shop: { database: 'shop.db' },
      blog: { database: 'blog.db', protect: true },
      forum: { database: 'forum.db' },
    });
    const argv = ['@forum', '@shop', '@blog', 'delete', '--where', 'size>0', '-f', 'table'];
    const { code, stderr } = await with3(argv, {
      stdin: 'yes\nblog\n',
      terminal: { stdin: true, stderr: true },
      columns: 70,
    });
    expect(code).toBe(0);
    // Nothing typed is shown here, and nothing said stands between.
    expect(stderr).toContain('Delete? [y/N] blog is protected: type its name to go on: ');
    const rows = linesOf(stderr.slice(0, stderr.indexOf('Delete?'))).filter(
      (line) => /^\w+: {3}/.test(line) && !line.includes('what lives on'),
    );
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.filter((row) => row.length > 70)).toEqual([]);
  });

  it('works on more than eight at a time that all want an answer', async () => {
    const names = Array.from({ length: 11 }, (_, i) => `app${i}`);
    for (const name of names) await createScs(folder.file(`${name}.db`), [{ token: name }]);
    await write(Object.fromEntries(names.map((name) => [name, { database: `${name}.db` }])));
    const { code, stdout } = await with3(['@all', 'delete', '--all'], {
      stdin: 'yes\n',
      terminal: { stdin: true, stderr: true },
    });
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(11);
  });
});

describe.runIf(hasTerminals)('Ctrl-C on a terminal', () => {
  const onTerminal = async (argv: string[]): Promise<Terminal> => {
    const terminal = await startOnTerminal(argv, { columns: 200, env });
    onTestFinished(() => terminal.kill());
    return terminal;
  };

  it('has all end after the batch in hand, and say what they did', async () => {
    await write({ shop: { database: 'shop.db' }, blog: { database: 'blog.db' } });
    for (const name of ['shop', 'blog']) {
      await rm(folder.file(`${name}.db`));
      await createManyScs(folder.file(`${name}.db`), 100, 100);
    }
    const terminal = await onTerminal([
      '@all',
      'purge',
      '--batch-size',
      '10',
      '--pause',
      '1h',
      '-v',
    ]);
    await terminal.until(/DELETE[^]*DELETE/);
    terminal.type('\x03');
    expect(await terminal.ended).toBe(130);
    const said = terminal.text.split('\r\n').filter((line) => line.includes('deleted'));
    expect(said.toSorted()).toEqual(
      ['blog', 'shop'].map(
        (name) =>
          expect.stringMatching(
            new RegExp(`^${name}: 10 expired sessions deleted from .* \\(interrupted\\)$`),
          ) as string,
      ),
    );
    expect([await left('shop'), await left('blog')]).toEqual([90, 90]);
  });

  it.each([
    [['@blog', 'delete', '--all'], /Delete\? \[y\/N\] \r\n/],
    [['@shop', 'delete', 'shop-1'], /type its name to go on: \r\n/],
    [['@shop', 'put', 'shop-1'], /type its name to go on: \r\n/],
    [['@shop', '@blog', 'delete', '--all'], /Delete\? \[y\/N\] \r\n/],
  ])('at the question of %j is a no', async (argv, asked) => {
    await write({
      shop: { database: 'shop.db', protect: true },
      blog: { database: 'blog.db' },
    });
    const terminal = await onTerminal(argv);
    await terminal.until(/\[y\/N\] $|go on: $/);
    terminal.type('\x03');
    expect(await terminal.ended).toBe(130);
    expect(terminal.text).toMatch(
      new RegExp(`${asked.source}(?:session-admin: .*not confirmed: nothing was changed\\r\\n)+$`),
    );
    expect([await left('shop'), await left('blog')]).toEqual([3, 3]);
  });
});
