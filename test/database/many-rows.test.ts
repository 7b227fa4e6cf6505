import { describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.js';
import { ManyRowsReader, type SelectedColumn } from '../../src/database/many-rows.js';
import { sqlite } from '../../src/database/sqlite/dialect.js';

const columns: SelectedColumn[] = [
  { name: 'token', kind: 'text', sql: 'token' },
  {
    name: 'size',
    kind: 'whole',
    sql: 'octet_length(data)',
    shortcut: { kind: 'any', sql: 'n', read: (n) => (typeof n === 'number' ? n : undefined) },
  },
  { name: 'data', kind: 'bytes', sql: 'data' },
  { name: 'extra', kind: 'any', sql: 'extra' },
];

const plain = [
  `('a', x'00ff', 2, 'text "with" \u2026')`,
  `('b', x'', 0, 9007199254740993)`,
  `('c', NULL, 3, NULL)`,
  `('d', 'é', 2, -1)`,
];

/** Reads rows in two pages, and says how many statements that took. */
async function read(rows: readonly string[], encoding = 'UTF-8') {
  const statements: string[] = [];
  const database = await Database.open('sqlite::memory:', {
    create: true,
    onSql: (sql) => statements.push(sql),
  });
  try {
    await database.select({ sql: `PRAGMA encoding = '${encoding}'` });
    await database.change({ sql: 'CREATE TABLE t (token, data, n, extra)' });
    await database.change({ sql: `INSERT INTO t VALUES ${rows.join(', ')}` });
    statements.length = 0;
    const reader = new ManyRowsReader(sqlite);
    const page = (last: number) => ({
      columns,
      from: 'FROM t WHERE rowid > $1 ORDER BY rowid DESC LIMIT 3',
      bind: [last],
    });
    const found = [await reader.read(database, page(0)), await reader.read(database, page(3))];
    return { found, statements: statements.length };
  } finally {
    await database.close();
  }
}

describe('ManyRowsReader', () => {
  it('gives the rows in their order, with their bytes', async () => {
    const { found, statements } = await read(plain);
    expect(statements).toBe(2);
    const d = { token: 'd', size: 2, data: Buffer.from('é'), extra: -1 };
    expect(found).toEqual([
      [
        d,
        { token: 'c', size: 3, data: null, extra: null },
        { token: 'b', size: 0, data: Buffer.alloc(0), extra: 9007199254740992 },
      ],
      [d],
    ]);
  });

  it('takes no shortcut that does not lead there', async () => {
    const { found, statements } = await read([...plain, `('e', x'0102', 'x', 1)`]);
    expect(statements).toBe(3);
    expect(found[0]?.[0]).toEqual({ token: 'e', size: 2, data: Buffer.from([1, 2]), extra: 1 });
    expect(found[0]?.[2]).toMatchObject({ token: 'c', size: null });
  });

  it.each([
    ['a token of bytes', `(x'61ff', x'00', 1, 1)`, { token: Buffer.from([0x61, 0xff]) }],
    ['a token of NULL', `(NULL, x'00', 1, 1)`, { token: null }],
    ['a number as a token', `(7, x'00', 1, 1)`, { token: 7 }],
    ['a number as a payload', `('e', 12.5, 1, 1)`, { data: 12.5 }],
    ['a fraction', `('e', x'00', 1, 0.1)`, { extra: 0.1 }],
    ['bytes in a column', `('e', x'00', 1, x'00')`, { extra: Buffer.from([0]) }],
  ])('reads row by row what cannot be packed: %s', async (_, row, values) => {
    const { found, statements } = await read([...plain, row]);
    expect(statements).toBe(4);
    expect(found[0]?.[0]).toMatchObject(values);
    expect(found[1]).toHaveLength(2);
  });

  it('packs no bytes where text is UTF-16', async () => {
    const { found, statements } = await read(plain, 'UTF-16le');
    expect(statements).toBe(4);
    expect(found[0]?.at(-1)).toMatchObject({ token: 'b', size: 0 });
  });

  it('gives no rows where there are none', async () => {
    const { found } = await read([`('a', NULL, 1, 1)`]);
    expect(found[1]).toEqual([]);
  });
});
