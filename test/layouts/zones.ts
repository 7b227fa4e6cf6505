import { expect, it } from 'vitest';
import {
  SequelizeStore,
  type JsonObject,
  type LayoutName,
  type SessionState,
} from '../../src/index.js';
import { later, TestClock } from '../helpers/clock.js';
import { frameworkTables, titleOf } from './tables/all.js';
import type { FrameworkTable } from './tables/contract.js';
import { readOnlyTables } from './tables/read-only.js';
import { sealedTables } from './tables/sealed.js';

const hour = 3_600_000;
const day = 24 * hour;
/** Summer in New York, where clocks are four hours behind UTC. */
const now = new Date('2024-07-01T12:00:00.000Z');

/** Rows to which the tool adds nothing: how an application writes one, and what it says. */
interface SealedRow {
  readonly title: string;
  readonly layout: LayoutName;
  readonly table: string;
  readonly on: FrameworkTable['on'];
  readonly create: readonly string[];
  readonly says: Readonly<Record<string, unknown>>;
}

/** When the row of an application ends, in whole seconds, of which none is rounded. */
const rowEnd = new Date('2030-01-02T03:04:05.000Z');
const sealedRows: readonly SealedRow[] = [
  ...sealedTables.map((table) => ({
    ...table,
    title: titleOf(table),
    create: [...(table.with ?? []), ...table.create, table.insert(1, rowEnd.getTime(), 5)],
    says: { ...table.session, expiry: table.ends ? rowEnd : null },
  })),
  ...readOnlyTables
    .filter(({ layout }) => layout === 'rails-authentication')
    .map((table) => ({
      ...table,
      title: titleOf(table),
      create: [...table.create, table.row],
      says: { created: new Date('2020-01-02T08:00:00.123Z'), expiry: null },
    })),
];

/** How a framework writes the columns that say when a session ends. */
interface Writing {
  readonly columns: readonly string[];
  /** Which of its tables; all by default. */
  readonly variant?: string;
  /** What is added to what the column says. */
  readonly lifetime?: number;
  /** The zone: UTC, that of the application's process, or by the server's clock. */
  readonly zone: 'utc' | 'process' | 'server';
}

const written: Partial<Record<LayoutName, Writing | readonly Writing[]>> = {
  adonis: { columns: ['expires_at'], zone: 'process' },
  codeigniter: { variant: '4', columns: ['timestamp'], lifetime: 2 * hour, zone: 'server' },
  directus: { columns: ['expires'], zone: 'process' },
  discourse: { columns: ['rotated_at'], lifetime: 60 * day, zone: 'utc' },
  'flask-session': { variant: 'on psycopg', columns: ['expiry'], zone: 'server' },
  immich: { columns: ['"expiresAt"'], zone: 'utc' },
  kratos: { columns: ['expires_at'], zone: 'utc' },
  metabase: { columns: ['created_at'], lifetime: 14 * day, zone: 'server' },
  opencart: { columns: ['expire'], zone: 'utc' },
  phoenix: { columns: ['inserted_at'], lifetime: 14 * day, zone: 'utc' },
  redmine: { columns: ['updated_on'], lifetime: 8 * hour, zone: 'process' },
  roundcube: [
    { variant: '1.7', columns: ['expires_at'], zone: 'server' },
    { variant: '1.6', columns: ['changed'], lifetime: 10 * 60_000, zone: 'server' },
  ],
  strapi: { columns: ['expires_at', 'absolute_expires_at'], zone: 'process' },
  supabase: { columns: ['not_after'], zone: 'utc' },
  'token-row': [
    { variant: 'Auth.js on Prisma', columns: ['expires'], zone: 'process' },
    { variant: 'ids that are UUIDs', columns: ['expires_at'], zone: 'process' },
  ],
};

/** Milliseconds from now to the ends of the sessions. */
const ends = [
  -30 * day,
  -13 * hour,
  -6 * hour,
  -hour,
  -60_000,
  0,
  60_000,
  hour,
  6 * hour,
  20 * day,
];
const zones = ['UTC', 'America/New_York', 'Asia/Kolkata'];

/** The time of a zone, and its offset. */
function inZone(ms: number, timeZone: string): { text: string; offset: string } {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(ms);
  const minutes = Math.round((Date.parse(`${text.replace(' ', 'T')}Z`) - ms) / 60_000);
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  const size = Math.abs(minutes);
  return { text, offset: `${minutes < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}` };
}

/** SQL for an instant as the framework writes it from a process in a zone. */
function literal(
  { on, types }: FrameworkTable,
  writing: Writing,
  ms: number,
  zone: string,
): string {
  const isNumber = types?.[writing.columns[0] ?? ''] === 'integer';
  if (isNumber) return String(ms);
  if (writing.zone === 'server' && on === 'mysql') return `FROM_UNIXTIME(${ms / 1000})`;
  if (writing.zone === 'server' && on === 'postgres') return `to_timestamp(${ms / 1000})`;
  const { text, offset } = inZone(ms, writing.zone === 'process' ? zone : 'UTC');
  // As node-postgres sends it: a column that has no zone drops the offset.
  return on === 'postgres' ? `'${text}${offset}'` : `'${text}'`;
}

/** A database whose server is in a zone of its own. */
export interface ZonedPlace {
  url(): string;
  query(sql: string): Promise<unknown>;
}

/** A row to which nothing is added says the same of its end and its facts in whatever zone it is read. */
async function expectSealed(row: SealedRow, place: ZonedPlace, zone: string): Promise<void> {
  const store = await SequelizeStore.open(place.url(), {
    cleanupInterval: 0,
    layout: row.layout,
    table: row.table,
    clock: new TestClock(now),
  });
  try {
    const sessions = [];
    for await (const session of store.sessions({ state: 'all' })) sessions.push(session);
    expect([zone, sessions]).toMatchObject([zone, [row.says]]);
  } finally {
    await store.close();
  }
}

/** Does it in each zone of the process, and drops the table then. */
async function inEachZone(
  place: ZonedPlace,
  { table }: Pick<FrameworkTable, 'table'>,
  act: (zone: string) => Promise<void>,
): Promise<void> {
  const before = process.env['TZ'];
  try {
    for (const zone of zones) {
      process.env['TZ'] = zone;
      await act(zone);
    }
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
    await place.query(`DROP TABLE ${table}`);
  }
}

/** What each layout owes to the tables of a database, whatever zones applications and server are in. */
export function zonesContract(on: FrameworkTable['on'], place: ZonedPlace): void {
  const writingOf = (table: FrameworkTable): Writing | undefined =>
    [written[table.layout] ?? []]
      .flat()
      .find(({ variant = table.variant }) => variant === table.variant);
  const here = frameworkTables.filter((table) => table.on === on);
  const tables = here.flatMap((table) => {
    const writing = writingOf(table);
    return writing === undefined ? [] : [{ table, writing }];
  });

  it.each(tables.map((one) => [titleOf(one.table), one] as const))('%s', async (_, one) => {
    const { table, writing } = one;
    for (const sql of table.create) await place.query(sql);
    await inEachZone(place, table, async (zone) => {
      await place.query(`DELETE FROM ${table.table}`);
      await expectZone(table, writing, place, zone);
    });
  });

  const others = here.filter((table) => writingOf(table) === undefined);
  it.each(others.map((table) => [titleOf(table), table] as const))(
    'a row of %s',
    async (_, table) => {
      for (const sql of [...table.create, table.row]) await place.query(sql);
      await inEachZone(place, table, () => expectRow(table, place));
    },
  );

  const sealed = sealedRows.filter((row) => row.on === on);
  it.each(sealed.map((row) => [row.title, row] as const))(
    'a row of %s, to which nothing is added',
    async (_, row) => {
      for (const sql of row.create) await place.query(sql);
      await inEachZone(place, row, (zone) => expectSealed(row, place, zone));
      for (const sql of row.create) {
        const made = /CREATE TABLE (?:IF NOT EXISTS )?(\S+)/.exec(sql)?.[1];
        if (made !== undefined) await place.query(`DROP TABLE IF EXISTS ${made}`);
      }
    },
  );
}

/** The row that the application wrote ends at its instant, in whatever zone it is read. */
async function expectRow(table: FrameworkTable, place: ZonedPlace): Promise<void> {
  const store = await SequelizeStore.open(place.url(), {
    cleanupInterval: 0,
    ...table.options,
    layout: table.layout,
    table: table.table,
    clock: new TestClock(now),
  });
  try {
    const session = await store.get(table.rowToken ?? 'application', { decode: false });
    // Some round to the second.
    const off = Math.abs((session?.expiry?.getTime() ?? NaN) - rowEnd.getTime());
    expect(off, process.env['TZ']).toBeLessThanOrEqual(1000);
  } finally {
    await store.close();
  }
}

async function expectZone(
  table: FrameworkTable,
  writing: Writing,
  place: ZonedPlace,
  zone: string,
): Promise<void> {
  const clock = new TestClock(now);
  const store = await SequelizeStore.open(place.url(), {
    cleanupInterval: 0,
    ...table.options,
    layout: table.layout,
    table: table.table,
    clock,
  });
  try {
    const { token = (n: number) => `token-${n}`, user, alive, purged } = table;
    const rows = ends.map((ms, n) => ({ token: token(n + 1), end: now.getTime() + ms }));
    const data = table.data as JsonObject | null;
    const expiry = later(clock, hour);
    const entries = rows.map(async ({ token: key }) => ({
      token: key,
      data:
        table.raw !== undefined
          ? Buffer.from(table.raw)
          : data && (await store.encode({ data, expiry, seed: true, token: key })).payload,
      expiry,
      ...(user !== undefined && { user }),
    }));
    await store.import(await Promise.all(entries));
    const { columns, lifetime = 0 } = writing;
    const column = store.info.columns.token;
    const name = table.on === 'sqlite' ? `CAST(${column} AS TEXT)` : column;
    const updates = rows.map((row) => {
      const said = literal(table, writing, row.end - lifetime, zone);
      const sets = columns.map((set) => `${set} = ${said}`).join(', ');
      return `UPDATE ${table.table} SET ${sets} WHERE ${name} = '${row.token}'`;
    });
    await place.query(updates.join('; '));

    const list = async (state: SessionState | 'all'): Promise<string[]> => {
      const tokens: string[] = [];
      for await (const session of store.sessions({ state, decode: false }))
        tokens.push(session.token);
      expect(await store.count({ state })).toBe(tokens.length);
      return tokens.sort();
    };
    const those = (is: (end: number) => boolean): string[] =>
      rows
        .filter(({ end }) => is(end))
        .map((row) => row.token)
        .sort();
    const at = now.getTime();
    const lives = (end: number): boolean => alive?.(end, at) ?? !purged(end, at);

    const told = await store.examine({}).then((all) => all.find(({ check }) => check === 'zone'));
    const isUntold = (told?.message ?? '').includes('zone of the application’s process');
    expect([zone, isUntold]).toEqual([zone, table.ofProcess ?? false]);
    const warning = await store.expiryWarning();
    expect([zone, warning?.includes('zone of the application’s process')]).toEqual([
      zone,
      isUntold ? true : undefined,
    ]);
    const isRight = !isUntold || zone === 'UTC';
    if (isRight) {
      expect([zone, await list('active')]).toEqual([zone, those(lives)]);
      expect([zone, await list('expired')]).toEqual([zone, those((end) => !lives(end))]);
    }
    if (isUntold)
      await expect(store.deleteMatching({ state: 'expired' })).rejects.toMatchObject({
        code: 'LAYOUT_UNKNOWN',
        options: ['trustExpiry'],
      });
    const { remaining } = await store.purge({ dryRun: true });
    const { deleted } = await store.purge();
    expect([zone, deleted]).toEqual([zone, remaining]);
    const left = await list('all');
    const gone = rows
      .map((row) => row.token)
      .filter((key) => !left.includes(key))
      .sort();
    // As the column is read, late where that may be another zone's: nobody alive goes.
    const behind = isUntold ? Date.parse(`1970-01-01T00:00:00${inZone(at, zone).offset}`) : 0;
    const goes = (end: number): boolean => !lives(end) && purged(end - behind, at);
    expect([zone, gone]).toEqual([zone, those(goes)]);
    expect([zone, gone.includes(token(1))]).toEqual([zone, true]);
  } finally {
    await store.close();
  }
}
