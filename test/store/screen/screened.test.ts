import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { gob } from '../../../src/codecs/gob/index.js';
import { SequelizeStore } from '../../../src/index.js';
import type { Row } from '../../../src/store/row-columns.js';
import type { Screen } from '../../../src/store/screen/screen.js';
import { screened } from '../../../src/store/screen/screened.js';
import { start } from '../../helpers/child.js';
import { useFolder } from '../../helpers/folder.js';
import { createManyScs, tokenOf } from '../../helpers/scs-table.js';
import { withSqlite } from '../../helpers/sqlite.js';

const folder = useFolder();
const screen: Screen = {
  codecs: ['gob', 'json'],
  where: [{ path: 'data.n', op: '>=', value: '2' }],
};
const expiry = new Date('2099-01-01T00:00:00Z');
/** More pages than may be on their way. */
const pagesAhead = 4;

/** Payloads, and whether a row with it is left. */
const payloads: readonly (readonly [unknown, boolean])[] = [
  ['{"n":1}', false],
  ['{"n":2}', true],
  [gob.encode({ n: 1 }, { expiry }).payload, false],
  [gob.encode({ n: 3 }, { expiry }).payload, true],
  // What only whoever reads the row can say more of.
  [null, true],
  ['', true],
  ['{"n":1', true],
  [Buffer.from([0xff, 0xff, 0x01]), true],
  [`{"n":1,"x":"${'x'.repeat(70_000)}"}`, true],
  // As deep as no codec goes.
  ['['.repeat(30_000), true],
  ['{"m":5}', false],
];

const rowsOf = (page: number): Row[] =>
  payloads.map(([data], i) => ({ token: `${page}-${i}`, data, millis: null, ending: 0 }));

const tokensOf = (rows: readonly Row[]): string => rows.map(({ token }) => token).join();

/** Pages one after the other, until `enough`. */
async function* pagesUntil(enough: () => boolean): AsyncGenerator<Row[], void> {
  for (let page = 0; !enough(); page++) {
    await setImmediate();
    yield rowsOf(page);
  }
}

it('has another thread leave out what does not pass, and keeps the order', async () => {
  // The thread runs what is built.
  const built = new URL('../../../dist/store/screen/screened.js', import.meta.url).href;
  const { screened: asBuilt } = (await import(built)) as { screened: typeof screened };
  let pages = 0;
  let screenedPages = 0;
  const enough = (): boolean => screenedPages > 2 * pagesAhead;
  const found = asBuilt(pagesUntil(enough), screen, null, { rows: 1, passed: 0 }, 0);
  for await (const rows of found) {
    const all = rowsOf(pages++);
    const isScreened = screenedPages > 0 || rows.length < all.length;
    if (isScreened) screenedPages++;
    const left = isScreened ? all.filter((_, i) => payloads[i]?.[1]) : all;
    expect(tokensOf(rows)).toBe(tokensOf(left));
  }
  expect(enough()).toBe(true);
});

it('lets all rows pass where there is no thread, but for those without traces', async () => {
  // Sources have no such file beside them.
  let n = 0;
  const pages = pagesUntil(() => n === 100);
  const hasTraces = ({ token }: Row): boolean => !String(token).endsWith('-3');
  for await (const rows of screened(pages, screen, hasTraces, { rows: 1, passed: 0 }, 0)) {
    expect(tokensOf(rows)).toBe(tokensOf(rowsOf(n++).filter(hasTraces)));
  }
  const looked = { rows: 0, passed: 0 };
  let pagesLeft = 3;
  for await (const rows of screened(
    pagesUntil(() => pagesLeft === 0),
    screen,
    null,
    looked,
  )) {
    expect(rows).toHaveLength(payloads.length);
    pagesLeft--;
  }
  expect(looked.rows).toBe(3 * payloads.length);
});

it('finds the same in a large table, as the tool is installed', async () => {
  const rows = 60_000;
  const database = await createManyScs(folder.file('many.db'), rows);
  await withSqlite(database, (file) =>
    file.exec(`UPDATE sessions SET data = '{"n":' WHERE token = '${tokenOf(rows - 3)}';
      UPDATE sessions SET data = NULL WHERE token = '${tokenOf(rows - 4)}'`),
  );
  const where = ['--where', `n>=${rows - 5}`];
  const { ended } = start(['list', ...where, '--format', 'tokens', '--reveal', '--sort', 'token'], {
    database,
    env: { NODE_DEBUG: 'worker' },
  });
  const { code, stdout, stderr } = await ended;
  const tokens = [rows - 5, rows - 2, rows - 1].map(tokenOf);
  expect([code, stdout]).toEqual([0, tokens.map((token) => `${token}\n`).join('')]);
  // One that had failed would have ended by itself.
  expect(stderr).toMatch(/starts worker script \S*dist.cli.worker\.js[\s\S]*terminates Worker/);
  const worker = new Worker(new URL('../../../dist/cli/worker.js', import.meta.url), {
    workerData: screen,
  });
  expect(await once(worker, 'message')).toEqual([null]);
  await worker.terminate();
  await using store = await SequelizeStore.open(database);
  expect(await store.count({ where: [{ path: 'n', op: '>=', value: `${rows - 5}` }] })).toBe(3);
});
