import { chmod, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { runChild } from '../../helpers/child.js';
import { run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { writeProfiles } from '../../helpers/profiles.js';
import { createScs } from '../../helpers/scs-table.js';

const folder = useFolder();

beforeEach(async () => {
  for (const name of ['shop', 'blog', 'other']) {
    await createScs(folder.file(`${name}.db`), [{ token: name }]);
  }
});

const write = (profiles: unknown) => writeProfiles(folder.file('profiles.json'), profiles);
const both = () => write({ shop: { database: 'shop.db' }, blog: { database: 'blog.db' } });
const tokens = async (argv: string[], env: Record<string, string>): Promise<string> =>
  (await run(['-f', 'tokens', ...argv], { env })).stdout;

describe('a profile', () => {
  it('is named before or behind the command, or in the environment', async () => {
    const env = await both();
    const set = { ...env, SESSION_ADMIN_PROFILE: 'blog' };
    expect(await tokens(['@shop', 'list'], env)).toBe('shop\n');
    expect(await tokens(['-q', '@shop', 'list'], env)).toBe('shop\n');
    expect(await tokens(['list', '--all', '@shop'], env)).toBe('shop\n');
    expect(await tokens(['list'], set)).toBe('blog\n');
    expect(await tokens(['list', '@shop'], set)).toBe('shop\n');
    expect(await tokens(['list', '@shop', '@shop'], set)).toBe('shop\n');
  });

  it('is not what is an option’s value, or stands behind --', async () => {
    const env = await both();
    await createScs(folder.file('shop.db'), [{ token: '@blog' }], { name: 'at' });
    const given = { ...env, SESSION_ADMIN_PROFILE: 'shop' };
    expect(await tokens(['list', '-t', 'at', '--token-prefix', '@blog'], given)).toBe('@blog\n');
    expect(await tokens(['get', '-t', 'at', '--', '@blog'], given)).toBe('@blog\n');
  });

  it('is beaten by the environment, with a warning, and that by options', async () => {
    const env = await both();
    for (const name of ['SESSION_ADMIN_DATABASE', 'DATABASE_URL']) {
      const set = { ...env, [name]: folder.file('other.db') };
      const { stdout, stderr } = await run(['@shop', 'list', '-qf', 'tokens'], { env: set });
      expect({ stdout, stderr }).toEqual({
        stdout: 'other\n',
        stderr: `warning: ${name} is set, and beats the database of @shop\n`,
      });
      expect(await tokens(['@shop', 'list', '-d', folder.file('blog.db')], set)).toBe('blog\n');
    }
  });

  it('gives every option that has a variable', async () => {
    const env = await write({
      shop: {
        database: 'shop.db',
        table: 'visits',
        columns: 'token=token,data=data,expiry=expiry',
      },
    });
    await createScs(folder.file('shop.db'), [{ token: 'found' }], { name: 'visits' });
    expect(await tokens(['@shop', 'list'], env)).toBe('found\n');
    // Another layout by option takes the place of the file's, whichever key that has.
    const file = { ...(await write({ shop: { database: 'shop.db', layoutFile: 'none.json' } })) };
    expect((await run(['@shop', 'list'], { env: file })).code).toBe(2);
    expect(await tokens(['@shop', 'list', '-t', 'sessions', '-l', 'scs'], file)).toBe('shop\n');
  });

  it('is named with its key where a value is wrong', async () => {
    const env = await write({ shop: { database: 'shop.db', lifetime: 'S3cret', codec: 'jsn' } });
    const { code, stderr } = await run(['@shop', 'list'], { env });
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^session-admin: shop: codec: expected .*did you mean json\?/,
      ) as string,
    });
    expect((await run(['@shop', 'list', '-c', 'json'], { env })).stderr).toMatch(
      /^session-admin: shop: lifetime: /,
    );
  });

  it.each([
    [
      ['@shpo', 'list'],
      /no profile "shpo" in .*: did you mean @shop\?\nmore: session-admin help profiles\n$/,
    ],
    [['delete', '@q3Jx8kPdq3Jx8kPdq3Jx8kPd'], /no profile of that name in .*goes behind --\n/],
    [['@shop', 'help'], /help has to do with no application/],
  ])('%j: exit code 2', async (argv, message) => {
    const { code, stdout, stderr } = await run(argv, { env: await both() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('q3Jx8kPd');
  });

  it('is in the footer, the question and the command to repeat', async () => {
    const env = await both();
    const { stderr } = await run(['@shop', 'list'], { env, terminal: true });
    expect(stderr).toBe(`1 active session · @shop · ${folder.file('shop.db')} · sessions (scs)\n`);
    const refused = await run(['@shop', 'delete', '--all'], { env });
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain(`1 session of @shop (${folder.file('shop.db')}) would be`);
  });

  it('takes nothing from the working folder', async () => {
    await createScs(folder.file('sessions.db'), [{ token: 'here' }]);
    const { SESSION_ADMIN_CONFIG: file } = await write({ shop: {} });
    const { code, stdout, stderr } = await runChild(['@shop', 'list'], {
      cwd: folder.path,
      env: { SESSION_ADMIN_CONFIG: file },
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/shop: the profile names no database/);
    const { stderr: none } = await runChild(['@shop', 'list'], {
      cwd: folder.path,
      env: { HOME: folder.file('home') },
    });
    expect(none).toMatch(/home\/\.config\/session-admin\/profiles\.json: .*none of that name/);
  });
});

describe('a database that stands elsewhere', () => {
  it('comes from a file, from its own folder on', async () => {
    const env = await write({ shop: { databaseFile: 'url' } });
    await writeFile(folder.file('url'), '\n shop.db\n');
    await chmod(folder.file('url'), 0o600);
    expect(await tokens(['@shop', 'list'], env)).toBe('shop\n');
    await chmod(folder.file('url'), 0o620);
    expect((await run(['@shop', 'list'], { env })).stderr).toMatch(
      /shop: databaseFile: others may write/,
    );
  });

  it.each([
    ['', /shop: databaseFile: expected the URL/],
    ['u:S3cret@h/d\nu:S3cret@h/d', /shop: databaseFile: expected the URL/],
    ['u:S3cret@h/d', /neither a file nor a URL/],
    [Buffer.from([0xff]), /not UTF-8/],
    ['x'.repeat(100_000), /too long/],
  ])('and is refused where it holds %j', async (content, message) => {
    const env = await write({ shop: { databaseFile: 'url' } });
    await writeFile(folder.file('url'), content);
    const { code, stderr } = await run(['@shop', 'list'], { env });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('S3cret');
  });

  const printing = (script: string) =>
    write({ shop: { databaseCommand: [process.execPath, '-e', script, 'a b; $(c)'] } });

  it('comes from a command, which no shell sees and whose stderr is shown', async () => {
    const env = await printing(
      `console.log(process.argv[1] === 'a b; $(c)' ? 'shop.db' : ''); console.error('touch\\x1b[1m it')`,
    );
    expect(await run(['@shop', 'list', '-qf', 'tokens'], { env })).toMatchObject({
      stdout: 'shop\n',
      stderr: 'shop: databaseCommand: touch\\x1b[1m it\n',
    });
    // It is not run where it is beaten.
    const { stderr } = await run(['@shop', 'list', '-qd', folder.file('blog.db')], { env });
    expect(stderr).toBe('');
  });

  it.each([
    [
      "process.stdout.write('S3cret'); process.exit(3)",
      /shop: databaseCommand: it failed \(exit code 3\)/,
    ],
    ["process.kill(process.pid, 'SIGTERM')", /it failed \(SIGTERM\)/],
    ["for (;;) process.stdout.write('S3cret'.repeat(1000))", /it printed more than/],
    ["console.log('S3cret\\nS3cret')", /expected the URL of a database, in one line/],
    ['', /expected the URL of a database, in one line/],
  ])('and is refused where the command is %s', async (script, message) => {
    const { code, stdout, stderr } = await run(['@shop', 'list'], { env: await printing(script) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('S3cret');
  });

  it('and is refused where there is no such program', async () => {
    const env = await write({ shop: { databaseCommand: ['./none'] } });
    expect((await run(['@shop', 'list'], { env })).stderr).toMatch(/there is no such program/);
  });
});

describe.skipIf(process.platform === 'win32')('a secret that others can read', () => {
  it('is warned of: in a file of its own, and in that of the profiles', async () => {
    const env = await write({ shop: { database: 'shop.db', secretFile: 'key' } });
    await writeFile(folder.file('key'), 'secret');
    await chmod(folder.file('key'), 0o644);
    const warnings = async () => (await run(['@shop', 'list', '-qf', 'tokens'], { env })).stderr;
    expect(await warnings()).toBe('');
    await chmod(folder.path, 0o755);
    const { path } = folder;
    expect(await warnings()).toBe(
      `warning: others on this machine can read ${path}/key, which holds a secret: chmod o= ${path}/key\n`,
    );
    await write({ shop: { database: 'postgres://ann:S3cret@127.0.0.1:1/x' } });
    await chmod(folder.file('profiles.json'), 0o644);
    expect(await warnings()).toMatch(/^warning: others .*profiles\.json, which holds a secret/);
  });
});
