import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import BetterSqlite from 'better-sqlite3';
import mysql2 from 'mysql2/promise';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SequelizeStore } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { Browser } from './browser.js';
import { describeDatabase, type AppDatabase } from './databases.js';
import { operator, type Purged } from './operator.js';
import { serve, type Site } from './site.js';

const secret = 'a secret of better-auth, 32 characters or more';
const hour = 60 * 60 * 1000;

describe('better-auth', () => {
  for (const name of ['SQLite', 'PostgreSQL', 'MySQL'] as const) describeDatabase(name, contract);
});

type Driver = BetterSqlite.Database | pg.Pool | mysql2.Pool;

interface Connection {
  readonly database: Driver;
  readonly close: () => unknown;
}

function connect({ name, url }: AppDatabase): Connection {
  if (name === 'SQLite') {
    const database = new BetterSqlite(url);
    return { database, close: () => database.close() };
  }
  const database =
    name === 'PostgreSQL'
      ? new pg.Pool({ connectionString: url })
      : mysql2.createPool({ uri: url, timezone: 'Z' });
  return { database, close: () => database.end() };
}

const application = (database: Driver, baseURL: string) =>
  betterAuth({
    database,
    baseURL,
    secret,
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
  });

function contract(database: AppDatabase): void {
  let connection: Connection;
  let auth: ReturnType<typeof application>;
  let site: Site;

  beforeEach(async () => {
    connection = connect(database);
    site = await serve(async (origin) => {
      auth = application(connection.database, origin);
      const { runMigrations } = await getMigrations(auth.options);
      await runMigrations();
      return toNodeHandler(auth);
    });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await site.close();
    await connection.close();
    for (const table of ['session', 'account', 'verification', 'user'])
      await database.query(`DROP TABLE ${database.quote(table)}`);
  });

  /** On MySQL its ends may be in the zone of its process: a purge leaves them for so long. */
  const waits = database.name === 'MySQL' ? 12 * hour : 0;
  const tool = operator(database, secret);
  const listed = async (): Promise<Record<string, unknown>[]> =>
    JSON.parse(await tool(['list', '--all', '--json', '--reveal'])) as Record<string, unknown>[];

  /** Gives the new user's browser, which is logged in, and id. */
  const signUp = async (name: string): Promise<{ browser: Browser; id: string }> => {
    const browser = new Browser(site.origin);
    const { status, body } = await browser.post('/api/auth/sign-up/email', credentials(name));
    expect(status).toBe(200);
    return { browser, id: (body as { user: { id: string } }).user.id };
  };
  const signIn = async (name: string): Promise<Browser> => {
    const browser = new Browser(site.origin);
    const { status } = await browser.post('/api/auth/sign-in/email', credentials(name));
    expect(status).toBe(200);
    return browser;
  };
  const userOf = async (browser: Browser): Promise<string | null> => {
    const { status, body } = await browser.get('/api/auth/get-session');
    expect(status).toBe(200);
    return (body as { user: { id: string } } | null)?.user.id ?? null;
  };

  it('has its logins listed, each with its user', async () => {
    const before = Date.now();
    const [ann, bob] = [await signUp('ann'), await signUp('bob')];
    const rows = await listed();
    expect(rows).toHaveLength(2);
    for (const { browser, id } of [ann, bob]) {
      const row = rows.find(({ token }) => token === tokenIn(browser.cookie));
      expect(row).toMatchObject({ user: id, state: 'active' });
      const lifetime = Date.parse(row?.['expiry'] as string) - before;
      expect(lifetime).toBeGreaterThan(7 * 24 * hour - 1000);
      expect(lifetime).toBeLessThan(7 * 24 * hour + 60_000);
    }
  });

  it('takes a session that put has seeded for logged in', async () => {
    const { browser: own, id } = await signUp('ann');
    const printed = await tool(['put', '--generate', '--user', id, '--cookie', '--ttl', '1h']);
    expect(printed).toMatch(/^better-auth\.session_token=\w{32}\.[\w%]+\n$/);
    const browser = new Browser(site.origin, printed.trim());
    expect(await userOf(browser)).toBe(id);

    const row = (await listed()).find(({ token }) => token === tokenIn(printed));
    expect(row).toMatchObject({ user: id, state: 'active' });
    const sessions = await browser.get('/api/auth/list-sessions');
    expect((sessions.body as { token: string }[]).map(({ token }) => token).sort()).toEqual(
      [own.cookie, printed].map(tokenIn).sort(),
    );
    expect((await browser.post('/api/auth/sign-out')).status).toBe(200);
    expect(await userOf(new Browser(site.origin, printed.trim()))).toBeNull();
    expect(await userOf(own)).toBe(id);
    expect(await listed()).toHaveLength(1);
  });

  it('takes a seeded session for as long as it was given, and no longer', async () => {
    const { id } = await signUp('ann');
    const put = ['put', '--generate', '--user', id, '--cookie', '--ttl', '1h'];
    const [one, other] = [await tool(put), await tool(put)];
    const now = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: now + hour - 60_000 });
    expect(await userOf(new Browser(site.origin, one.trim()))).toBe(id);
    vi.setSystemTime(now + hour + 2000);
    expect(await userOf(new Browser(site.origin, other.trim()))).toBeNull();
  });

  it('finds and ends a session by the cookie that a browser sends', async () => {
    const { browser: one, id } = await signUp('ann');
    const other = await signIn('ann');
    const found = await tool(['get', '--cookie', '-', '--json'], `${one.cookie}\n`);
    expect(JSON.parse(found)).toMatchObject({ user: id, state: 'active' });
    await tool(['delete', '--cookie', '-'], one.cookie);
    expect(await userOf(one)).toBeNull();
    expect(await userOf(other)).toBe(id);
  });

  it('logs out whom delete --user names, and nobody else', async () => {
    const [ann, bob] = [await signUp('ann'), await signUp('bob')];
    const elsewhere = await signIn('ann');
    await tool(['delete', '--user', ann.id, '--yes']);
    expect(await userOf(ann.browser)).toBeNull();
    expect(await userOf(elsewhere)).toBeNull();
    expect(await userOf(bob.browser)).toBe(bob.id);
  });

  /** Logs in once for each end, and sets it through better-auth's own adapter. */
  const sessionsUntil = async (ends: readonly number[]): Promise<Browser[]> => {
    const { id } = await signUp('ann');
    const { internalAdapter } = await auth.$context;
    await internalAdapter.deleteUserSessions(id);
    const browsers: Browser[] = [];
    for (const end of ends) {
      const browser = await signIn('ann');
      const token = tokenIn(browser.cookie);
      await internalAdapter.updateSession(token, { expiresAt: new Date(end) });
      browsers.push(browser);
    }
    return browsers;
  };
  /** The sessions that are left, by their places in the list. */
  const survivors = async (browsers: readonly Browser[], cookies: readonly string[]) => {
    const rows = await database.query(`SELECT token FROM ${database.quote('session')}`);
    const left = new Set(rows.map(({ token }) => token));
    return browsers.map((_, at) => left.has(tokenIn(cookies[at] ?? '')));
  };
  /** It has no cleanup but this: a session that has run out is deleted where it is next used. */
  const survivorsOfItself = async (
    browsers: readonly Browser[],
    cookies: readonly string[],
    at: Date,
  ) => {
    vi.useFakeTimers({ toFake: ['Date'], now: at });
    for (const browser of browsers) await userOf(browser);
    vi.useRealTimers();
    return survivors(browsers, cookies);
  };

  it('is purged of what it would remove itself', async () => {
    const now = Date.now();
    const ends = [-1e10, -3000 - waits, 60_000, 1e10];
    const browsers = await sessionsUntil(ends.map((ms) => now + ms));
    const cookies = browsers.map(({ cookie }) => cookie);
    const restore = await database.keep('session');
    const { deleted, cutoff } = JSON.parse(await tool(['purge', '--json'])) as Purged;
    const left = await survivors(browsers, cookies);
    await restore();
    expect(left).toEqual(await survivorsOfItself(browsers, cookies, new Date(cutoff)));
    expect(left).toEqual([false, false, true, true]);
    expect(deleted).toBe(2);
  });

  it('is so to the millisecond', async () => {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000 - waits + 250);
    const offsets = [-1000, -251, -250, -1, 0, 1, 250, 750, 1000];
    const browsers = await sessionsUntil(offsets.map((ms) => at.getTime() + ms));
    const cookies = browsers.map(({ cookie }) => cookie);
    const restore = await database.keep('session');
    const library = await SequelizeStore.open(database.url, {
      clock: new TestClock(new Date(at.getTime() + waits)),
      create: false,
      cleanupInterval: 0,
    });
    await library.purge().finally(() => library.close());
    const left = await survivors(browsers, cookies);
    await restore();
    expect(left).toEqual(await survivorsOfItself(browsers, cookies, at));
    expect(left).toEqual(offsets.map((ms) => ms >= 0));
  });
}

const credentials = (name: string) => ({
  name,
  email: `${name}@example.com`,
  password: 'correct horse battery staple',
});

/** The session's token in an unsigned look at a cookie. */
const tokenIn = (cookie: string): string => /session_token=([^.]+)\./.exec(cookie)?.[1] ?? '';
