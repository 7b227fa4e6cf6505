import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { output, run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { withSqlite } from '../../helpers/sqlite.js';

const folder = useFolder();
const shop = { title: 'Shop', columns: { token: ['ticket'], expiry: ['until'], data: ['body'] } };

async function made(rows: string): Promise<{ database: string; file: string }> {
  const [database, file] = [folder.file('own.db'), folder.file('shop.json')];
  await writeFile(file, JSON.stringify({ ...shop, tables: ['logins'] }));
  await withSqlite(database, (sqlite) =>
    sqlite.exec(`CREATE TABLE logins (ticket TEXT PRIMARY KEY, until INTEGER, body TEXT);
      INSERT INTO logins VALUES ${rows}`),
  );
  return { database, file };
}

describe('layouts', () => {
  it('shows each layout in a line, and for programs as an object', async () => {
    expect(await output(['layouts'])).toMatch(/^django +Django +django_session +django, user/m);
    const known = JSON.parse(await output(['layouts', '--json'])) as { name: string }[];
    expect(known.find(({ name }) => name === 'symfony')).toMatchObject({
      tables: ['sessions'],
      written: false,
      readOnly: expect.stringContaining('PHP objects') as string,
    });
    expect(known.map(({ name }) => name)).toContain('token-row/2');
  });

  it('prints one as a file that can be given back', async () => {
    const { database, file } = await made(`('a', 4102444800, '{}')`);
    await writeFile(file, await output(['layouts', 'express-mysql-session', '--json']));
    const options = ['--layout-file', file, '--table', 'logins'];
    const columns = ['--columns', 'token=ticket,expiry=until,data=body'];
    const listed = await output(['list', ...options, ...columns, '--json'], { database });
    expect(JSON.parse(listed)).toMatchObject([{ token: 'a', state: 'active' }]);
    const { code, stderr } = await run(['list', ...options], { database });
    expect(code).toBe(2);
    expect(stderr).toContain('which is not the layout express-mysql-session');
  });

  it('names the nearest of a name that is unknown', async () => {
    const { code, stderr } = await run(['layouts', 'djngo']);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean django?');
  });
});

describe('layouts check', () => {
  it('says what a layout makes of a database', async () => {
    const { database, file } = await made(`('a', 4102444800, '{}'), ('b', 1000000000, '{}')`);
    const said = await output(['layouts', 'check', file], { database });
    expect(said).toContain('columns  token=ticket, data=body, expiry=until\n');
    expect(said).toContain('2 sessions: 1 active, 1 expired, 0 without an end');
    const json = await output(['layouts', 'check', file, '--json'], { database });
    expect(JSON.parse(json)).toMatchObject({
      table: 'logins',
      sample: { sessions: 2 },
      against: [],
    });
  });

  it('fails where rows are not read by it', async () => {
    const { database, file } = await made(`('a', 4102444800, '{}'), ('b', 'soon', '{}')`);
    const { code, stdout } = await run(['layouts', 'check', file], { database });
    expect(code).toBe(1);
    expect(stdout).toContain('against  the expiry of 1 cannot be read');
  });

  it('names what is wrong in the file, and takes one layout only', async () => {
    const { database, file } = await made(`('a', 4102444800, '{}')`);
    const both = await run(['list', '--layout-file', file, '--layout', 'scs'], { database });
    expect(both.code).toBe(2);
    const env = { SESSION_ADMIN_LAYOUT: 'scs' };
    expect((await run(['list', '--layout-file', file], { database, env })).code).toBe(0);
    await writeFile(file, JSON.stringify({ columns: { token: ['a'], expiry: [1] } }));
    const { code, stderr } = await run(['layouts', 'check', file], { database });
    expect(code).toBe(2);
    expect(stderr).toContain('columns.expiry[0]: expected text (--layout-file');
  });
});
