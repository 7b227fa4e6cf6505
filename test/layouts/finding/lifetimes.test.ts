import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SequelizeStore } from '../../../src/index.js';
import { TestClock } from '../../helpers/clock.js';
import { copyFixture, useFolder } from '../../helpers/folder.js';
import { withSqlite } from '../../helpers/sqlite.js';

const folder = useFolder();
const hour = 3_600_000;
/** The last login of the rows; one session was used a minute later. */
const login = Date.parse('2026-11-26T11:50:04.894Z');

/** Redmine's own rows, with settings as its administrator may have saved them. */
async function redmine(settings: Record<string, string>): Promise<string> {
  const path = await copyFixture('more/redmine-sqlite', join(folder.path, 'redmine.db'));
  await withSqlite(path, async (file) => {
    for (const [name, value] of Object.entries(settings))
      await file.run('INSERT INTO settings (name, value) VALUES (?, ?)', [name, value]);
  });
  return path;
}

const open = (path: string, now: number): Promise<SequelizeStore> =>
  SequelizeStore.open(path, { cleanupInterval: 0, clock: new TestClock(new Date(now)) });

it.each<[Record<string, string>, string, number]>([
  [{}, 'sessions do not run out', 0],
  [{ session_timeout: '0', session_lifetime: '0' }, 'sessions do not run out', 0],
  [{ session_timeout: '60' }, 'updated_on + 1 h', 2],
  [{ session_lifetime: '60' }, 'created_on + 1 h', 3],
  [{ session_timeout: '0', session_lifetime: '60' }, 'created_on + 1 h', 3],
  [
    { session_timeout: '60', session_lifetime: '2880' },
    'updated_on + 1 h, at most created_on + 2 d',
    2,
  ],
  [
    { session_timeout: '2880', session_lifetime: '60' },
    'updated_on + 2 d, at most created_on + 1 h',
    3,
  ],
])('the settings %o of Redmine end sessions', async (settings, rule, ended) => {
  const path = await redmine(settings);
  await using store = await open(path, login + hour + 1);
  expect(store.info.expiry.rule).toBe(rule);
  expect(await store.count({ state: 'expired' })).toBe(ended);
  // Its process may be twelve hours west.
  expect((await store.purge({ dryRun: true })).remaining).toBe(0);
  await using later = await open(path, login + 13 * hour + 1);
  expect((await later.purge({ dryRun: true })).remaining).toBe(ended);
});

it.each([
  ['soon', "INSERT INTO settings (name, value) VALUES ('session_timeout', 'soon')"],
  ['no table', 'DROP TABLE settings'],
])('a setting of Redmine that cannot be read ends none: %s', async (_, sql) => {
  const path = await redmine({ session_lifetime: '60' });
  await withSqlite(path, (file) => file.exec(sql));
  await using store = await open(path, login + 365 * 24 * hour);
  expect(await store.count()).toBe(3);
  await expect(store.purge()).rejects.toMatchObject({
    code: 'LAYOUT_UNKNOWN',
    message: expect.stringContaining('session_timeout in settings') as string,
  });
  await using told = await SequelizeStore.open(path, { cleanupInterval: 0, lifetime: hour });
  expect(told.info.expiry.rule).toMatch(/^updated_on \+ 1 h/);
});
