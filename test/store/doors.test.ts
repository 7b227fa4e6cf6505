import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { SequelizeStore } from '../../src/index.js';
import { later, TestClock } from '../helpers/clock.js';
import { useFolder } from '../helpers/folder.js';
import { withSqlite } from '../helpers/sqlite.js';

const folder = useFolder();
const minute = 60_000;

const django = async (): Promise<string> => {
  const path = folder.file('django.db');
  await withSqlite(path, (file) =>
    file.exec(`CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text NOT NULL, expire_date datetime NOT NULL);
      INSERT INTO django_session VALUES ('x1', 'eyJhIjoxfQ:1uAAAA:abc', '2010-01-01 00:00:00'), ('x2', 'eyJhIjoxfQ:1uAAAA:abc', '2040-01-01 00:00:00')`),
  );
  return path;
};

test('open cleans up nothing, however long it is open', async () => {
  const clock = new TestClock();
  const store = await SequelizeStore.open(await django(), { clock });
  onTestFinished(() => store.close());
  await clock.advance(60 * minute);
  expect(clock.waiting).toBe(0);
  expect(await store.count({ state: 'all' })).toBe(2);
});

test('open cleans up where it is asked to', async () => {
  const clock = new TestClock();
  const store = await SequelizeStore.open(await django(), { clock, cleanupInterval: minute });
  onTestFinished(() => store.close());
  await clock.advance(minute);
  await expect.poll(() => store.count({ state: 'all' })).toBe(1);
});

test('open creates nothing, neither a file nor a table', async () => {
  const typo = folder.file('typo.db');
  await expect(SequelizeStore.open(typo)).rejects.toMatchObject({ code: 'DATABASE_MISSING' });
  expect(existsSync(typo)).toBe(false);
  const empty = folder.file('empty.db');
  await withSqlite(empty, (file) => file.exec('CREATE TABLE notes (id int)'));
  await expect(SequelizeStore.open(empty)).rejects.toThrow();
  expect(
    await withSqlite(empty, (file) =>
      file.all("SELECT name FROM sqlite_schema WHERE type = 'table'"),
    ),
  ).toEqual([{ name: 'notes' }]);
});

test('create makes the table of SCS, and cleans it up every five minutes', async () => {
  const clock = new TestClock();
  const store = await SequelizeStore.create(folder.file('new.db'), { clock });
  onTestFinished(() => store.close());
  expect(store.info.layout).toBe('scs');
  await store.commit({ token: 'gone', data: Buffer.from('x'), expiry: later(clock, minute) });
  await store.commit({ token: 'here', data: Buffer.from('x'), expiry: later(clock, 60 * minute) });
  await clock.advance(5 * minute);
  await expect.poll(() => store.count({ state: 'all' })).toBe(1);
});

test("create takes no other framework's table for its own", async () => {
  const path = await django();
  const store = await SequelizeStore.create(path, { cleanupInterval: 0 });
  onTestFinished(() => store.close());
  expect(store.info.table).toBe('sessions');
  expect(await store.count({ state: 'all' })).toBe(0);
});
