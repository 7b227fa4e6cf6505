import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run, type Run } from '../helpers/cli.js';
import { describeServer } from '../helpers/servers.js';
import { countBy, emailOf, type Visit } from '../helpers/shop-visits.js';
import { djangoShop, expressShop, laravelShop, openShop, type Shop } from '../helpers/shops.js';
import { withSqlite } from '../helpers/sqlite.js';

const guide = await readFile(new URL('../../src/cli/help/who.md', import.meta.url), 'utf8');

/** The one command that answers each question. */
const answers = [...guide.matchAll(/^\| .*`session-admin (.*?)` +\|/gm)].map(
  ([, line = '']) => line,
);

/** The figures and the users; what is below them depends on the time of day. */
const rowsOfStats = 9;

/** A shop whose database is there, and the truth about it. */
interface Open {
  readonly shop: Shop;
  readonly url: () => string;
  readonly visits: () => readonly Visit[];
  readonly now: Date;
}

describeServer('PostgreSQL', (scratch) => {
  describeShop(
    djangoShop,
    () => scratch.url(),
    (sql) => scratch.query(sql),
  );
});
describeServer('MariaDB', (scratch) => {
  describeShop(
    laravelShop,
    () => scratch.url(),
    (sql) => scratch.query(sql),
  );
});
describe('SQLite', () => {
  let folder = '';
  const file = (): string => join(folder, 'shop.db');
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'session-admin-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  describeShop(expressShop, file, async (sql) => {
    await withSqlite(file(), (database) => database.exec(sql));
    await chmod(file(), 0o600);
  });
});

function describeShop(
  shop: Shop,
  url: () => string,
  query: (sql: string) => Promise<unknown>,
): void {
  const now = new Date(Math.floor(Date.now() / 1000) * 1000);
  let visits: readonly Visit[] = [];
  beforeAll(async () => {
    visits = await openShop(shop, query, now);
  });
  const open: Open = { shop, url, visits: () => visits, now };

  describe(shop.name, () => {
    it.each(answers)('answers: %s', async (line) => {
      await (checks[line] ?? unchecked)(open, line.split(' '));
    });

    it.each(screens(shop))('shows what the guide shows of it: $line', async ({ line, shown }) => {
      const { stdout, stderr } = await tool(open, line.split(' '), true);
      const rows = line === 'stats' ? rowsOfStats : undefined;
      const [said, told] = [stderr + stdout, shown].map((screen) => comparable(screen, url()));
      expect(said?.slice(0, rows).sort()).toEqual(told?.slice(0, rows).sort());
      expect(shown.split('\n').filter((row) => stringWidth(row) > 80)).toEqual([]);
    });
  });
}

const tool = ({ shop, url }: Open, argv: string[], terminal = false): Promise<Run> =>
  run(argv, {
    database: url(),
    env: { LANG: 'C.UTF-8', NO_COLOR: '1', ...shop.env },
    terminal: { stdout: terminal },
  });

async function json(open: Open, argv: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await tool(open, [...argv, '--json']);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('session-admin:')]);
  return JSON.parse(stdout);
}

const isActive =
  ({ now }: Open) =>
  (visit: Visit) =>
    visit.end > now;

/** What the commands say, by the rows that were made and by nothing of the tool's. */
const checks: Record<string, (open: Open, argv: string[]) => Promise<void>> = {
  stats: async (open, argv) => {
    const visits = open.visits();
    const active = visits.filter(isActive(open)).length;
    const users = countBy(visits, ({ user }) => user);
    const most = [...users].sort(([, a], [, b]) => b - a).slice(0, 3);
    expect(await json(open, argv)).toMatchObject({
      active,
      expired: visits.length - active,
      anonymous: visits.filter(({ user }) => user === null).length,
      users: users.size,
      unreadable: 0,
      topUsers: expect.arrayContaining(
        most.map(
          ([user, sessions]) =>
            expect.objectContaining({
              user: String(user),
              name: emailOf(user, open.shop.size),
              sessions,
            }) as unknown,
        ),
      ) as unknown,
    });
  },
  'list --logged-in': (open, argv) => counts(open, argv, ({ user }) => user !== null),
  'list --logged-in --idle-for 1h': (open, argv) =>
    counts(
      open,
      argv,
      ({ user, seen }) => user !== null && open.now.getTime() - seen.getTime() >= 3_600_000,
    ),
  'stats --by ip': (open, argv) => groups(open, argv, 'ip', ({ ip }) => ip),
  'stats --by device': (open, argv) =>
    groups(open, argv, 'device', ({ browser }) => browser.device),
  'stats --by day': (open, argv) =>
    groups(open, argv, 'day', ({ created, seen }) =>
      (open.shop.tells.created ? created : seen).toISOString().slice(0, 10),
    ),
  'list --user zoe@shop.example': async (open, argv) =>
    expect(await json(open, argv)).toEqual([lastVisit(open)]),
  'get --user zoe@shop.example': async (open, argv) =>
    expect(await json(open, argv)).toEqual(lastVisit(open)),
  doctor: async (open, argv) => {
    const found = (await json(open, argv)) as { check: string; status: string }[];
    const wrong = found.filter(({ status }) => status !== 'ok' && status !== 'skipped');
    expect(wrong.map(({ check }) => check)).toEqual(worthALook.get(open.shop) ?? []);
  },
  'doctor --only purge': async (open, argv) => {
    const expired = open.visits().length - open.visits().filter(isActive(open)).length;
    expect(await json(open, argv)).toMatchObject([
      {
        status: 'ok',
        message: expect.stringContaining(`${expired.toLocaleString('en')} expired`) as string,
      },
    ]);
  },
};

/** connect-session-sequelize makes no index on the expiry; this Laravel sweeps nothing by itself. */
const worthALook = new Map([
  [expressShop, ['expiry-index']],
  [laravelShop, ['lifetime']],
]);

const unchecked = (): never => {
  throw new Error('nothing is known of what this command of the guide must say');
};

async function counts(
  open: Open,
  argv: string[],
  wanted: (visit: Visit) => boolean,
): Promise<void> {
  const { stdout } = await tool(open, [...argv, '--format', 'count']);
  const count = open.visits().filter(isActive(open)).filter(wanted).length;
  expect(Number(stdout)).toBe(count);
  expect(count).toBeGreaterThan(0);
}

async function groups(
  open: Open,
  argv: string[],
  by: 'ip' | 'device' | 'day',
  of: (visit: Visit) => string,
): Promise<void> {
  if (by !== 'day' && !open.shop.tells.ip) {
    const { code, stderr } = await tool(open, argv);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining(`this table does not tell the ${by} of its sessions`),
    ]);
    return;
  }
  const found = (await json(open, argv)) as Record<string, unknown>[];
  const told = new Map(found.map((group) => [group[by], group['sessions']]));
  expect(told).toEqual(countBy(open.visits(), of));
}

/** The one session of zoe, as JSON says it. */
function lastVisit({ shop, visits }: Open): unknown {
  const last = visits().at(-1);
  if (last === undefined) throw new Error('the shop has no sessions');
  const { seen, created, end, ip, browser } = last;
  return expect.objectContaining({
    user: String(shop.size.users),
    name: 'zoe@shop.example',
    state: 'active',
    expiry: end.toISOString(),
    created: shop.tells.created ? created.toISOString() : null,
    lastSeen: seen.toISOString(),
    ip: shop.tells.ip ? ip : null,
    device: shop.tells.ip ? browser.device : null,
  });
}

/** The screens of a shop: what the guide says that each of its commands shows. */
function screens({ name }: Shop): { line: string; shown: string }[] {
  const [, section = ''] = guide.split(`## ${name[0]?.toUpperCase()}${name.slice(1)}`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^```text\n([^]*?)^```$/gm)].flatMap(
    ([, block = '']) =>
      [...block.matchAll(/^\$ session-admin (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(
        ([, line = '', shown = '']) => ({ line, shown }),
      ),
  );
}

/** A screen's lines without what differs from run to run: times, plots, and what the database keeps. */
const comparable = (screen: string, url: string): string[] =>
  screen
    .replaceAll(/\x1b\[2K|\r/g, '')
    .replace(/(?<= |of )\S+ at [\w.:]+/, 'shop')
    .replaceAll(url, 'shop.db')
    .replace(/ of\n(?=shop)/, ' of ')
    .replace(/\bshop at localhost\b/, 'shop')
    .replace(/[\d,]+ sessions read/g, '')
    .replace(/\d+ \S+ a bar, up to [\d,]+…?/g, '<scale>')
    .replace(/\d+ \w{3}(?: \d\d:\d\d)? +\d+ \w{3}(?: \d\d:\d\d)?/g, '<ends>')
    .replace(/[▁-▏·]+/g, '<plot>')
    .replace(/\d{4}-\d\d-\d\dT\S+/g, '<instant>')
    .replace(/(?:in )?\d+[smhd](?: \d+[smh])?(?: ago)?\b/g, '<time>')
    .replace(/[\d.]+ MB(?= on disk)/, '<size>')
    .replace(/^on disk .*|about .* dead rows|last (?:vacuum|analyze).*/gm, '<kept>')
    .split('\n')
    .map((row) => row.replace(/ +/g, ' ').trim())
    .filter((row) => row !== '' && row !== '<kept>');
