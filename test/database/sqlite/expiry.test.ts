import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sqliteForm } from '../../../src/database/sqlite/expiry.js';
import { SequelizeStore } from '../../../src/index.js';
import { TestClock } from '../../helpers/clock.js';
import { useFolder } from '../../helpers/folder.js';
import { withSqlite, type SqliteFile, type Value } from '../../helpers/sqlite.js';

const folder = useFolder();
const gormText = sqliteForm('space-offset');
const ms = Date.UTC(2024, 1, 29, 23, 59, 58, 123);

/** The instant that a stored value stands for, as the layout reads it. */
async function read(file: SqliteFile, value: Value): Promise<number | null> {
  await file.exec('CREATE TABLE IF NOT EXISTS t (e); DELETE FROM t');
  await file.run('INSERT INTO t VALUES (?)', [value]);
  const [row] = await file.all<{ m: number | null }>(`SELECT ${gormText.millis('e')} AS m FROM t`);
  return row?.m ?? null;
}

describe('forms of one instant', () => {
  const forms: [name: string, value: Value, instant?: number][] = [
    ['gormstore', '2024-02-29 23:59:58.123+00:00'],
    ['Sequelize, with a space', '2024-02-29 23:59:58.123 +00:00'],
    ['ISO', '2024-02-29T23:59:58.123Z'],
    ['no zone', '2024-02-29 23:59:58.123'],
    ['no zone, microseconds (Django)', '2024-02-29 23:59:58.123456'],
    ['nanoseconds, cut and never rounded up', '2024-02-29 23:59:58.123999999+00:00'],
    ['west', '2024-02-29 20:29:58.123-03:30'],
    ['east, the next day', '2024-03-01 05:44:58.123+05:45'],
    ['furthest east', '2024-03-01 13:59:58.123+14:00'],
    ['no fraction', '2024-02-29 23:59:58+00:00', ms - 123],
    ['one digit', '2024-02-29 23:59:58.9+00:00', ms - 123 + 900],
    ['two digits', '2024-02-29T23:59:58.12Z', ms - 3],
    ['no seconds', '2024-02-29 23:59', ms - 58_123],
    ['a date', '2024-02-29', Date.UTC(2024, 1, 29)],
    ['Julian day', ms / 86_400_000 + 2440587.5],
    ['Unix seconds', Math.floor(ms / 1000), ms - 123],
    ['Unix seconds with a fraction', ms / 1000],
    ['Unix milliseconds', ms],
    ['year 1', '0001-01-01 00:00:00+00:00', -62_135_596_800_000],
    ['year 9999', '9999-12-31 23:59:59.999999999+00:00', 253_402_300_799_999],
  ];
  test.each(forms)('%s', async (_name, value, instant = ms) => {
    await withSqlite(folder.file('t.db'), async (file) => {
      expect(await read(file, value)).toBe(instant);
    });
  });

  const nothing: Value[] = [
    'garbage', '', '12:30', 'now', '2460000.5', '1700000000', '2024-02-31 00:00:00', '2024-13-01',
    '2024-02-29 23:59:58 UTC', '2024-02-29 23:59:58.123 +0000 UTC m=+0.1', ' 2024-02-29',
    '2024-02-29 25:00:00', '2024-02-29 10:00:00+99:00', 'Invalid date', '0', 0, 1, -5, 1e7, 1e16,
    -ms, Buffer.from('2024-02-29 23:59:58.123+00:00'), null,
  ]; // prettier-ignore
  test.each(nothing.map((value) => [value]))('%j is no instant', async (value) => {
    await withSqlite(folder.file('t.db'), async (file) => {
      expect(await read(file, value)).toBeNull();
    });
  });
});

const now = Date.UTC(2030, 5, 15, 12, 0, 0, 500);
const offsets = fc.integer({ min: -12 * 60, max: 14 * 60 });
const instant = fc.oneof(
  fc.integer({ min: now - 200_000, max: now + 200_000 }),
  fc.integer({ min: now - 40 * 3_600_000, max: now + 40 * 3_600_000 }),
  fc.integer({ min: Date.UTC(1980, 0), max: Date.UTC(2200, 0) }),
);

function textForm(at: number, minutes: number, style: number): string {
  const local = new Date(at + minutes * 60_000).toISOString();
  const sign = minutes < 0 ? '-' : '+';
  const [h, m] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const zone = `${sign}${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
  const stamp = local.slice(0, -1) + (['', '0', '999', '999999'][style % 4] ?? '');
  return `${style % 2 ? stamp : stamp.replace('T', ' ')}${style % 3 === 0 ? ' ' : ''}${zone}`;
}

/** A stored form, with the instant that it stands for. */
const stored = fc
  .tuple(instant, offsets, fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 9 }))
  .map(([at, minutes, style, kind]): { value: Value; at: number } => {
    if (kind === 0) return { value: at / 86_400_000 + 2440587.5, at };
    if (kind === 1) return { value: at, at };
    if (kind === 2) return { value: Math.floor(at / 1000), at: Math.floor(at / 1000) * 1000 };
    return { value: textForm(at, minutes, style), at };
  });

test('mixed forms in one table are listed, found and purged by their instant alone', async () => {
  const path = folder.file('sessions.db');
  await fc.assert(
    fc.asyncProperty(fc.array(stored, { minLength: 1, maxLength: 40 }), async (rows) => {
      await withSqlite(path, async (file) => {
        await file.exec(`DROP TABLE IF EXISTS sessions;
          CREATE TABLE sessions (token varchar(43), data blob, expiry datetime, PRIMARY KEY (token));
          CREATE INDEX idx_sessions_expiry ON sessions(expiry); BEGIN`);
        for (const [i, { value }] of rows.entries()) {
          await file.run('INSERT INTO sessions VALUES (?, ?, ?)', [
            `t${i}`,
            Buffer.from('{}'),
            value,
          ]);
        }
        await file.exec('COMMIT');
      });
      const clock = new TestClock(new Date(now));
      await using store = await SequelizeStore.open(path, {
        clock,
        cleanupInterval: 0,
        create: false,
      });
      const alive = rows.flatMap(({ at }, i) => (at >= now ? [`t${i}`] : []));
      expect([...(await store.all()).keys()].sort()).toEqual(alive.sort());
      expect(await store.count()).toBe(alive.length);
      const inOrder: number[] = [];
      for await (const { expiry } of store.sessions({ state: 'all', sort: 'expiry' })) {
        inOrder.push(expiry?.getTime() ?? NaN);
      }
      expect(inOrder).toEqual(rows.map(({ at }) => at).sort((a, b) => a - b));
      const result = await store.purge({ batchSize: 3 });
      expect(result.deleted).toBe(rows.length - alive.length);
      expect([...(await store.all()).keys()].sort()).toEqual(alive);
    }),
    { numRuns: 60, seed: 20261123 },
  );
});

test('the purge goes along the index on expiry', async () => {
  const path = folder.file('sessions.db');
  const statements: string[] = [];
  const onSql = (sql: string) => statements.push(sql);
  {
    await using store = await SequelizeStore.create(path, { cleanupInterval: 0, onSql });
    await store.commit({ token: 'dead', data: Buffer.from('{}'), expiry: new Date(1e12) });
    await store.purge();
    await store.commit({ token: 'dead', data: Buffer.from('{}'), expiry: new Date(1e12) });
    await store.purge({ batchSize: 'all' });
  }
  const purges = statements.filter(
    (sql) => sql.includes('expiry') && /^DELETE|ORDER BY "expiry"/.test(sql),
  );
  expect(purges.filter((sql) => sql.startsWith('DELETE'))).toHaveLength(2);
  expect(purges.length).toBeGreaterThan(3);
  await withSqlite(path, async (file) => {
    for (const sql of purges) {
      const plan = await file.all<{ detail: string }>(
        `EXPLAIN QUERY PLAN ${sql.replace(/\$\d+/g, "''")}`,
      );
      const details = plan.map(({ detail }) => detail).join('\n');
      expect(details).toMatch(/SEARCH sessions USING (COVERING )?INDEX idx_sessions_expiry/);
      expect(details).not.toMatch(/SCAN sessions|TEMP B-TREE/);
    }
  });
});

test('an instant that the column cannot hold is refused', () => {
  expect(() => gormText.value(new Date(Date.UTC(10_000, 0)))).toThrow(RangeError);
  expect(() => gormText.value(new Date(NaN))).toThrow(RangeError);
  expect(gormText.value(new Date(0))).toBe('1970-01-01 00:00:00.000+00:00');
});
