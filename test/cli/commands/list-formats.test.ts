import { describe, expect, it } from 'vitest';
import { linesOf, objectsIn, output, run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { createScs, farAhead, longAgo, tokenOf } from '../../helpers/scs-table.js';

const folder = useFolder();

const whole = tokenOf(1);
const masked = 't0000001…';

const create = (): Promise<string> =>
  createScs(
    folder.file('a.db'),
    [
      { token: whole, data: { userID: 42, cart: { items: [1, 2] } }, ip: '10.0.0.1', note: null },
      { token: 'short', data: { user: 'ann' }, expiry: longAgo, ip: '10.0.0.2', note: 'x\ty' },
    ],
    { columns: 'ip text, note text' },
  );

const expiry = '2090-01-02T03:04:05.678Z';
const past = '2020-01-02T03:04:05.678Z';
const noFacts = '"created":null,"lastSeen":null,"ip":null,"agent":null,"device":null';

describe('list, in each format', () => {
  it('ndjson: one object a line, with stable keys', async () => {
    const text = await output(['list', '--all', '-f', 'ndjson'], { database: await create() });
    expect(text).toBe(
      `{"token":"${masked}","user":"42","name":null,"state":"active","expiry":"${expiry}","size":36,"codec":"json",${noFacts},"data":{"userID":42,"cart":{"items":[1,2]}}}\n` +
        `{"token":"short","user":"ann","name":null,"state":"expired","expiry":"${past}","size":14,"codec":"json",${noFacts},"data":{"user":"ann"}}\n`,
    );
  });

  it('ndjson --reveal carries the stored bytes too', async () => {
    const text = await output(['list', '-f', 'ndjson', '--reveal'], { database: await create() });
    const [row] = objectsIn(text);
    expect(row).toMatchObject({
      token: whole,
      raw: Buffer.from('{"userID":42,"cart":{"items":[1,2]}}').toString('base64'),
    });
  });

  it('json: one array of the same objects, with --json for short', async () => {
    const database = await create();
    const json = await output(['list', '--all', '--format', 'json'], { database });
    const rows = objectsIn(await output(['list', '--all', '-f', 'ndjson'], { database }));
    expect(JSON.parse(json)).toEqual(rows);
    expect(await output(['list', '--all', '--json'], { database })).toBe(json);
    expect(await output(['--json', 'list', '--all'], { database })).toBe(json);
  });

  it('csv: a header, and quotes where they are needed', async () => {
    expect(await output(['list', '--all', '-f', 'csv'], { database: await create() })).toBe(
      'token,user,state,expiry,size,codec,data\n' +
        `${masked},42,active,${expiry},36,json,"{""userID"":42,""cart"":{""items"":[1,2]}}"\n` +
        `short,ann,expired,${past},14,json,"{""user"":""ann""}"\n`,
    );
  });

  it('tsv: no header and nothing cut; the default where stdout is no terminal', async () => {
    const database = await create();
    const text = await output(['list', '--all'], { database });
    expect(text).toBe(
      `${masked}\t42\tactive\t${expiry}\t36\tjson\t{"userID":42,"cart":{"items":[1,2]}}\n` +
        `short\tann\texpired\t${past}\t14\tjson\t{"user":"ann"}\n`,
    );
    expect(await output(['list', '--all', '-f', 'tsv'], { database })).toBe(text);
  });

  it('tokens: one a line, masked unless --reveal is given', async () => {
    const database = await create();
    expect(await output(['list', '--all', '-f', 'tokens'], { database })).toBe(
      `${masked}\nshort\n`,
    );
    expect(await output(['list', '--all', '-f', 'tokens', '--reveal'], { database })).toBe(
      `${whole}\nshort\n`,
    );
  });

  it('count: the number alone', async () => {
    const database = await create();
    expect(await output(['list', '--all', '-f', 'count'], { database })).toBe('2\n');
    expect(await output(['list', '-f', 'count', '--user', 'nobody'], { database })).toBe('0\n');
    expect(await output(['list', '--all', '-f', 'count', '--limit', '1'], { database })).toBe(
      '1\n',
    );
  });

  it.each([
    ['table', ''],
    ['json', '[]\n'],
    ['ndjson', ''],
    ['csv', ''],
    ['tsv', ''],
    ['tokens', ''],
    ['count', '0\n'],
  ])('%s: empty where there is nothing, with exit code 0', async (format, text) => {
    const database = await createScs(folder.file('a.db'), []);
    const { code, stdout } = await run(['list', '-f', format, '-q'], { database });
    expect({ code, stdout }).toEqual({ code: 0, stdout: text });
  });

  it.each(['table', 'json', 'ndjson', 'csv', 'tsv', 'tokens', 'count'])(
    '%s: shows a whole token with --reveal alone',
    async (format) => {
      const database = await create();
      const hidden = await run(['list', '--all', '-f', format], { database });
      expect(hidden.stdout + hidden.stderr).not.toContain(whole);
      const shown = await run(['list', '--all', '-f', format, '--reveal'], { database });
      expect(shown.stdout.includes(whole)).toBe(format !== 'count');
    },
  );

  it('masks tokens of 20 characters and more, and shows shorter ones whole', async () => {
    const tokens = ['a'.repeat(19), 'b'.repeat(20), '😀'.repeat(19), '😁'.repeat(20)];
    const database = await createScs(
      folder.file('a.db'),
      tokens.map((token) => ({ token, expiry: farAhead })),
    );
    expect(linesOf(await output(['list', '-f', 'tokens'], { database })).sort()).toEqual(
      [tokens[0], `${'b'.repeat(8)}…`, tokens[2], `${'😁'.repeat(8)}…`].sort(),
    );
  });
});

describe('list --fields', () => {
  const fields = 'token,data.userID,ip,data.cart.items,note,state';

  it('takes parts of the payload and columns of the table, in the order asked for', async () => {
    const argv = ['list', '--all', '--fields', fields, '-f'];
    const database = await create();
    expect(await output([...argv, 'tsv'], { database })).toBe(
      `${masked}\t42\t10.0.0.1\t[1,2]\t\tactive\nshort\t\t10.0.0.2\t\tx\\ty\texpired\n`,
    );
    expect(await output([...argv, 'csv'], { database })).toBe(
      `${fields}\n${masked},42,10.0.0.1,"[1,2]",,active\nshort,,10.0.0.2,,x\\ty,expired\n`,
    );
    expect(objectsIn(await output([...argv, 'ndjson'], { database }))).toEqual([
      {
        token: masked,
        'data.userID': 42,
        ip: '10.0.0.1',
        'data.cart.items': [1, 2],
        note: null,
        state: 'active',
      },
      {
        token: 'short',
        'data.userID': null,
        ip: '10.0.0.2',
        'data.cart.items': null,
        note: 'x\ty',
        state: 'expired',
      },
    ]);
  });

  it('gives raw and error in every format that has columns', async () => {
    const database = await create();
    const argv = ['list', '--fields', 'raw,error', '-f'];
    const raw = Buffer.from('{"userID":42,"cart":{"items":[1,2]}}').toString('base64');
    expect(await output([...argv, 'tsv'], { database })).toBe(`${raw}\t\n`);
    expect(await output([...argv, 'csv'], { database })).toBe(`raw,error\n${raw},\n`);
    expect(await output([...argv, 'ndjson'], { database })).toBe(`{"raw":"${raw}","error":null}\n`);
  });

  it('gives each field alone what it gives among others', async () => {
    const database = await create();
    const names = ['token', 'user', 'state', 'expiry', 'size', 'codec', 'data', 'error', 'raw'];
    const all = await output(['list', '--fields', names.join(','), '--json'], { database });
    const [row] = JSON.parse(all) as Record<string, unknown>[];
    for (const name of names) {
      const alone = await output(['list', '--fields', name, '--json'], { database });
      expect(JSON.parse(alone)).toEqual([{ [name]: row?.[name] }]);
    }
  });

  it('names what there is where a field is none', async () => {
    const { code, stderr } = await run(['list', '--fields', 'token,nope'], {
      database: await create(),
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^session-admin: --fields: expected app, token, user, .* ip, note, not "nope": did you mean note\?\n$/,
    );
  });
});
