import session, { type SessionData } from 'express-session';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SequelizeStore } from '../../src/index.js';
import { TestClock } from '../helpers/clock.js';
import { Browser } from './browser.js';
import { describeDatabase, type AppDatabase, type DatabaseName } from './databases.js';
import { expressApp, hour } from './express-app.js';
import { operator, type Purged } from './operator.js';
import { serve, type Site } from './site.js';

/** A store as an application has it open. */
export interface OpenStore {
  readonly store: session.Store;
  /** Does once what the store's own timer does; a promise where that takes time. */
  readonly cleanUp: () => unknown;
  readonly close: () => unknown;
}

export interface StoreUnderTest {
  readonly databases: readonly DatabaseName[];
  readonly table: string;
  /** The column of the session id. */
  readonly id: string;
  /** Opens it on a database that may not have its table yet. */
  open(database: AppDatabase): OpenStore | Promise<OpenStore>;
  /** Statements that make of the session `odd` a row that the store alone would not write. */
  odd?(database: AppDatabase): string;
}

const secret = 'keyboard cat / 1+1=2';

/** What every store for express-session must show of the tool, as its application sees it. */
export function describeStore(title: string, under: StoreUnderTest): void {
  describe(title, () => {
    for (const name of under.databases) {
      describeDatabase(name, (database) => contract(under, database));
    }
  });
}

function contract(under: StoreUnderTest, database: AppDatabase): void {
  let opened: OpenStore;
  let sites: Site[] = [];
  const open = async (name?: string): Promise<string> => {
    const site = await serve(() => expressApp(opened.store, secret, name));
    sites.push(site);
    return site.origin;
  };

  beforeEach(async () => {
    opened = await under.open(database);
  });
  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(sites.map((site) => site.close()));
    sites = [];
    await opened.close();
    await database.query(`DROP TABLE ${database.quote(under.table)}`);
  });

  const tool = operator(database, secret);
  const listed = async (): Promise<Record<string, unknown>[]> =>
    JSON.parse(await tool(['list', '--all', '--json', '--reveal'])) as Record<string, unknown>[];

  const loggedIn = async (site: string, path: string): Promise<Browser> => {
    const browser = new Browser(site);
    expect(await browser.post(`/login/${path}`)).toEqual({ status: 204, body: null });
    return browser;
  };
  const isUser = async (browser: Browser, id: number): Promise<void> =>
    expect(await browser.get('/me')).toEqual({ status: 200, body: { id } });
  const isNobody = async (browser: Browser): Promise<void> =>
    expect(await browser.get('/me')).toEqual({ status: 401, body: null });

  it('has its logins listed, each with its user', async () => {
    const site = await open();
    const before = Date.now();
    const browsers = [await loggedIn(site, 'user/7'), await loggedIn(site, 'passport/8')];
    const visitor = new Browser(site);
    await visitor.post('/cart');
    const after = Date.now();

    const rows = await listed();
    const ids = [...browsers, visitor].map(({ cookie }) => idIn(cookie));
    expect(ids.map((id) => rows.find(({ token }) => token === id))).toEqual([
      expect.objectContaining({ user: '7', state: 'active' }),
      expect.objectContaining({ user: '8', state: 'active' }),
      expect.objectContaining({ user: null, state: 'active' }),
    ]);
    expect(rows).toHaveLength(3);
    for (const { expiry } of rows) {
      const at = Date.parse(expiry as string) - hour;
      // Some stores keep whole seconds, rounded up or down.
      expect(at).toBeGreaterThan(before - 1000);
      expect(at).toBeLessThan(after + 1000);
    }
    expect(rows.find(({ token }) => token === ids[0])).toMatchObject({
      // express-session writes what is left of the hour: within 5 s of it.
      data: { cookie: { originalMaxAge: expect.closeTo(hour, -4) as number }, user: { id: 7 } },
    });
  });

  it.each([
    { by: 'hand', data: '{"user":{"id":7}}', name: undefined },
    { by: 'Passport', data: '{"passport":{"user":7}}', name: undefined },
    { by: 'hand, in a cookie of its own name', data: '{"user":{"id":7}}', name: 'shop.sid' },
  ])('takes a session that put has seeded for logged in: by $by', async ({ data, name }) => {
    const site = await open(name);
    const put = ['put', '--generate', '--cookie', '--data', data, '--ttl', '1h'];
    const printed = await tool(name === undefined ? put : [...put, '--cookie-name', name]);
    expect(printed).toMatch(/^[\w.]+=s%3A[\w-]{32}\.[\w%]+\n$/);
    expect(printed.split('=')[0]).toBe(name ?? 'connect.sid');

    const browser = new Browser(site, printed.trim());
    await isUser(browser, 7);
    // The application has touched it by now, and goes on writing to it.
    expect(await browser.post('/cart')).toEqual({ status: 200, body: ['book'] });
    await isUser(browser, 7);
    expect(`${browser.cookie}\n`).toBe(printed);
    expect(await listed()).toMatchObject([
      { user: '7', state: 'active', data: { cart: ['book'] } },
    ]);

    await browser.post('/logout');
    await isNobody(browser);
    expect(await listed()).toEqual([]);
  });

  it('takes what put changes in a session that it wrote itself', async () => {
    const browser = await loggedIn(await open(), 'user/7');
    await tool(['put', idIn(browser.cookie) ?? '', '--data', '{"user":{"id":8}}', '--ttl', '1h']);
    await isUser(browser, 8);
    expect(await listed()).toMatchObject([{ user: '8', state: 'active' }]);
  });

  it('keeps a seeded session for as long as it was given, and no longer', async () => {
    await tool(['put', 'seeded', '--data', '{"user":{"id":7}}', '--ttl', '1h']);
    const now = Date.now();
    expect(await survivorsOfItself(new Date(now + hour - 60_000))).toEqual(['seeded']);
    expect(await survivorsOfItself(new Date(now + hour + 2000))).toEqual([]);
  });

  it('finds and ends a session by the cookie that a browser sends', async () => {
    const site = await open();
    const [one, other] = [await loggedIn(site, 'user/7'), await loggedIn(site, 'user/7')];
    const found = await tool(['get', '--cookie', '-', '--json'], `${one.cookie}\n`);
    expect(JSON.parse(found)).toMatchObject({
      user: '7',
      state: 'active',
      data: { user: { id: 7 } },
    });
    await tool(['delete', '--cookie', '-'], one.cookie);
    await isNobody(one);
    await isUser(other, 7);
  });

  it('logs out whom delete --user names, and nobody else', async () => {
    const site = await open();
    const gone = [await loggedIn(site, 'user/7'), await loggedIn(site, 'passport/7')];
    const [other, another] = [await loggedIn(site, 'user/77'), await loggedIn(site, 'passport/8')];
    const visitor = new Browser(site);
    await visitor.post('/cart');

    await tool(['delete', '--user', '7', '--yes']);
    for (const browser of gone) await isNobody(browser);
    await isUser(other, 77);
    await isUser(another, 8);
    expect(await visitor.post('/cart')).toEqual({ status: 200, body: ['book', 'book'] });
  });

  const write = (id: string, expires: Date | null): Promise<void> =>
    settled((done) => opened.store.set(id, sessionUntil(expires), done));
  const survivors = async (): Promise<string[]> => {
    const [key, table] = [under.id, under.table].map((name) => database.quote(name));
    const rows = await database.query(`SELECT ${key} AS id FROM ${table} ORDER BY 1`);
    return rows.map((row) => row['id'] as string);
  };
  /** What the store leaves of the rows when it cleans up at this instant. */
  const survivorsOfItself = async (at: Date): Promise<string[]> => {
    vi.useFakeTimers({ toFake: ['Date'], now: at });
    await opened.cleanUp();
    vi.useRealTimers();
    return survivors();
  };

  it('is purged of what it would remove itself', async () => {
    const now = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now });
    for (const [id, seconds] of Object.entries({ past: -90, ended: -3, live: 60, far: 1e7 })) {
      await write(id, new Date(now + seconds * 1000));
    }
    await write('odd', new Date(now - 90_000));
    // Without a lifetime of its own, until the browser is closed: a day for the stores.
    await write('browser', null);
    vi.setSystemTime(now - 25 * hour);
    await write('browser-of-yesterday', null);
    // Their payloads name the first end, their columns the last one.
    vi.setSystemTime(now - 2 * hour);
    for (const [id, end] of Object.entries({ touched: now + hour, 'touched-ended': now - hour })) {
      await write(id, new Date(now - 1.5 * hour));
      const touched = sessionUntil(new Date(end));
      await settled((done) => opened.store.touch?.(id, touched, done));
    }
    vi.useRealTimers();
    if (under.odd) await database.query(under.odd(database));
    const restore = await database.keep(under.table);

    const { deleted, cutoff } = JSON.parse(await tool(['purge', '--json'])) as Purged;
    const left = await survivors();
    await restore();
    expect(left).toEqual(await survivorsOfItself(new Date(cutoff)));
    const odd = under.odd ? ['odd'] : [];
    expect(left).toEqual(['browser', 'far', 'live', ...odd, 'touched'].sort());
    expect(deleted).toBe(9 - left.length);
  });

  it.each([0, 250, 500, 750])('is so to the millisecond, at %d ms past the second', async (ms) => {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000 + ms);
    const offsets = [-2, -1, 0, 1, 2].flatMap((s) => [-2, -1, 0, 1, 2].map((d) => s * 500 + d));
    vi.useFakeTimers({ toFake: ['Date'], now: at.getTime() - hour });
    for (const offset of [...offsets, ...[-750, -250, 250, 750]]) {
      await write(`at ${offset}`, new Date(at.getTime() + offset));
    }
    const restore = await database.keep(under.table);
    const clock = new TestClock(at);
    const library = await SequelizeStore.open(database.url, {
      clock,
      create: false,
      cleanupInterval: 0,
    });
    await library.purge().finally(() => library.close());
    const left = await survivors();
    await restore();
    expect(left).toEqual(await survivorsOfItself(at));
    expect(left).not.toContain('at -1002');
    expect(left).toContain('at 1002');
  });
}

/** What express-session hands a store; null ends with the browser. */
function sessionUntil(expires: Date | null): SessionData {
  return { cookie: Object.assign(new session.Cookie(), { expires }), user: { id: 7 } };
}

/** The session's id in an unsigned look at a cookie. */
const idIn = (cookie: string): string | undefined => /=s%3A([^.]+)\./.exec(cookie)?.[1];

/** Waits for what takes a callback. */
export const settled = (start: (done: (error?: Error | null) => void) => unknown): Promise<void> =>
  new Promise((resolve, reject) => {
    start((error) => (error ? reject(error) : resolve()));
  });
