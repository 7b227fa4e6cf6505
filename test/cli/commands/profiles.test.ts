import { readdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { objectsIn, run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { writeProfiles } from '../../helpers/profiles.js';
import { createScs } from '../../helpers/scs-table.js';
import { describeServer } from '../../helpers/servers.js';

const folder = useFolder();
/** Nothing answers there. */
const stopped = 'postgres://ann:hunter2@127.0.0.1:1/crm';

beforeEach(async () => createScs(folder.file('shop.db'), [{ token: 'one' }]));

/** What a URL that cannot be read has behind it. */
const give =
  'give a SQLite file (`sessions.db`, `sqlite:sessions.db`), `postgres://…`, `mysql://…` or `mariadb://…`';

const write = (profiles: unknown) => writeProfiles(folder.file('profiles.json'), profiles);

describe('profiles', () => {
  it('lists the applications, without a secret', async () => {
    const env = await write({
      shop: { database: 'shop.db', layout: 'scs', protect: true },
      crm: { database: stopped, table: 'visits' },
      desk: { databaseFile: 'desk.url', table: 'visits' },
      wiki: { databaseCommand: ['node', 'show', 's3cr3t'] },
      bad: { database: 'hunter2://ann:hunter2@x' },
      worse: { databaseFile: 'worse.url', layout: 'django' },
      lost: { databaseFile: 'lost.url' },
      gone: { databaseCommand: ['no-such-program', 's3cr3t'] },
      none: {},
    });
    await writeFile(folder.file('desk.url'), 'mysql://ann:hunter2@db/desk\n', { mode: 0o600 });
    await writeFile(folder.file('worse.url'), 'hunter2:hunter2@x', { mode: 0o600 });
    const { code, stdout, stderr } = await run(['profiles'], {
      env: { ...env, PATH: dirname(process.execPath) },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.replaceAll(folder.path, '')).toBe(
      [
        'shop   /shop.db · scs · protected',
        'crm    crm at 127.0.0.1:1 · visits',
        'desk   desk at db · visits',
        'wiki   from node',
        `bad    the database URL is of an unknown kind: ${give}`,
        `worse  in /worse.url: the database URL is of an unknown kind: ${give} · django`,
        'lost   in /lost.url: the file cannot be read: there is none of that name',
        'gone   from no-such-program: there is no such program',
        'none   the profile names no database: give it database, databaseFile or databaseCommand',
        '',
      ].join('\n'),
    );
    const { stdout: json } = await run(['profiles', '--json'], {
      env: { ...env, PATH: dirname(process.execPath) },
    });
    expect(JSON.parse(json)).toMatchObject([
      { app: 'shop', layout: 'scs', protect: true },
      { app: 'crm', database: 'crm at 127.0.0.1:1', databaseFrom: null, table: 'visits' },
      {
        app: 'desk',
        database: 'desk at db',
        databaseFrom: expect.stringMatching(/^in /) as string,
      },
      { app: 'wiki', database: null, databaseFrom: 'from node', protect: false, error: null },
      { app: 'bad', database: null, error: expect.stringContaining('unknown kind') as string },
      { app: 'worse', database: null },
      { app: 'lost', database: null },
      { app: 'gone', database: null },
      { app: 'none', database: null },
    ]);
    expect(stdout + json).not.toMatch(/hunter2|s3cr3t/);
  });

  it('is refused with a word that is neither check nor nothing, and with a profile before it', async () => {
    const env = await write({ shop: { database: 'shop.db' } });
    for (const argv of [
      ['profiles', 'chekc'],
      ['@shop', 'profiles'],
      ['profiles', 'check', 'shpo'],
    ]) {
      expect(await run(argv, { env })).toMatchObject({ code: 2, stdout: '' });
    }
  });

  it('says that there is no file, and how to have one', async () => {
    const env = { SESSION_ADMIN_CONFIG: folder.file('missing.json') };
    const { code, stderr } = await run(['profiles'], { env });
    expect(code).toBe(2);
    expect(stderr).toContain(folder.file('missing.json'));
    expect(stderr).toContain('more: session-admin help profiles');
  });
});

describe('profiles check', () => {
  it('connects to each, and the exit code is the worst', async () => {
    const env = await write({ shop: { database: 'shop.db' }, crm: { database: stopped } });
    const { code, stdout, stderr } = await run(['profiles', 'check'], { env });
    expect({ code, stderr }).toEqual({ code: 75, stderr: '' });
    expect(stdout.replaceAll(folder.path, '')).toMatch(
      /^shop {2}ok {4}\/shop\.db · sessions \(scs\)\ncrm {3}fail {2}crm at 127\.0\.0\.1:1: .*try again later\n$/,
    );
    const { stdout: lines } = await run(['profiles', 'check', 'shop', '-f', 'ndjson'], { env });
    expect(objectsIn(lines)).toMatchObject([{ app: 'shop', status: 'ok', layout: 'scs' }]);
  });

  it('changes nothing, and creates nothing', async () => {
    const env = await write({ gone: { database: 'gone.db' } });
    expect(await run(['profiles', 'check'], { env })).toMatchObject({ code: 2 });
    expect((await readdir(folder.path)).toSorted()).toEqual(['profiles.json', 'shop.db']);
  });

  describeServer('MariaDB', (server) => {
    it('connects to a server', async () => {
      const env = await write({ shop: { database: 'shop.db' }, crm: { database: server.url() } });
      const { code, stdout } = await run(['profiles', 'check'], { env });
      // There is no table of sessions yet.
      expect(code).toBe(2);
      expect(stdout).toMatch(/^shop {2}ok.*\ncrm {3}fail {2}.*session table/);
    });
  });
});
