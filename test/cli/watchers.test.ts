import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SequelizeStore, type Entry } from '../../src/index.js';
import { start, type Child } from '../helpers/child.js';
import { objectsIn } from '../helpers/cli.js';
import { scratchMariadb, scratchPostgres, type ScratchServer } from '../helpers/scratch-server.js';

const expired = 30_000;
const hour = 3_600_000;
const payload = Buffer.from('x'.repeat(100));

for (const [name, make] of [
  ['PostgreSQL', scratchPostgres],
  ['MariaDB', scratchMariadb],
] as const) {
  // prettier-ignore
  describe(`four watchers on one ${name}`, () => {
    let server: ScratchServer;
    const watchers: Child[] = [];

    beforeEach(async () => {
      server = await make();
    });

    afterEach(async () => {
      for (const { process } of watchers.splice(0)) process.kill('SIGKILL');
      await server.remove();
    });

    test('clear the table while the server restarts twice and one of them is killed', async () => {
      await seed(server.url());
      // Short runs: each watch has told of one before the database goes away.
      const argv = ['--interval', '100ms', '--jitter', '20', '--max-duration', '300ms'];
      for (let i = 0; i < 4; i++) {
        // Slow enough that the restarts fall into the work.
        const batches = ['--batch-size', '500', '--pause', '100ms'];
        const child = start(['watch', ...argv, ...batches, '-f', 'ndjson'], { database: server.url() });
        watchers.push(child);
      }
      const allTell = (of: RegExp) => Promise.all(watchers.map((child) => child.until('stdout', of)));
      await allTell(/"deleted"/);
      const application = liveApplication(server.url());

      // The first time for longer than a statement is tried again, the second time for less.
      for (const away of [5000, 500]) {
        await server.stop();
        await sleep(away);
        await server.start();
        await allTell(/"error"[^]*\n(?!.*"error").*"deleted"/);
      }
      watchers[0]?.process.kill('SIGKILL');
      const alive = await untilCleared(server.url(), application);

      const ended = [];
      for (const { process, ended: end } of watchers) {
        process.kill('SIGTERM');
        ended.push(await end);
      }
      await expectSurvivors(server.url(), alive);
      for (const [i, { code, stderr, stdout }] of ended.entries()) {
        if (i > 0) expect(code).toBe(0);
        expect(`${stdout}${stderr}`).not.toMatch(/^\s+at |Error:|Unhandled/m);
      }
      const told = ended.map(({ stdout }) => deletedIn(stdout));
      const sum = told.reduce((total, deleted) => total + deleted, 0);
      // The killed one told nothing of its last run, and a restart may swallow a batch's answer.
      expect(sum).toBeLessThanOrEqual(expired);
      expect(sum).toBeGreaterThan(expired / 2);
      for (const { stdout } of ended.slice(1)) {
        const runs = objectsIn(stdout);
        expect(runs.some((run) => 'error' in run)).toBe(true);
        expect(runs.at(-1)).not.toHaveProperty('error');
      }
    }, 300_000);
  });
}

async function seed(url: string): Promise<void> {
  await using store = await SequelizeStore.open(url, { create: true });
  const end = Date.now() - hour;
  const entries: Entry[] = Array.from({ length: expired }, (_, i) => ({
    token: `expired-${i}`,
    data: payload,
    expiry: new Date(end - i * 10),
  }));
  await store.import(entries);
}

interface Application {
  /** Ends the traffic and gives the tokens that must be alive. */
  end(): Promise<string[]>;
}

/** A client that adds sessions and renews expired ones, as an application does all day. */
function liveApplication(url: string): Application {
  const alive: string[] = [];
  const end = new AbortController();
  const going = (): boolean => !end.signal.aborted;
  const traffic = (async () => {
    for (let i = 0; going(); i++) {
      const token = i % 2 === 0 ? `new-${i}` : `expired-${expired - i}`;
      try {
        await using store = await SequelizeStore.open(url, { cleanupInterval: 0, create: false });
        for (let k = 0; k < 50 && going(); k++) {
          const name = k === 0 ? token : `${token}-${k}`;
          await store.commit({ token: name, data: payload, expiry: new Date(Date.now() + hour) });
          alive.push(name);
        }
      } catch {
        // The server is away: an application would answer 503 and try again.
        await sleep(100);
      }
    }
  })();
  return {
    end: async () => {
      end.abort();
      await traffic;
      return alive;
    },
  };
}

async function untilCleared(url: string, application: Application): Promise<string[]> {
  await using store = await SequelizeStore.open(url, { cleanupInterval: 0, create: false });
  for (let tries = 0; tries < 1000; tries++) {
    if ((await store.count({ state: 'expired' })) === 0) return await application.end();
    await sleep(200);
  }
  throw new Error('the watchers did not finish');
}

async function expectSurvivors(url: string, alive: readonly string[]): Promise<void> {
  await using store = await SequelizeStore.open(url, { cleanupInterval: 0, create: false });
  const tokens = new Set((await store.all()).keys());
  expect(alive.filter((token) => !tokens.has(token))).toEqual([]);
  expect(alive.length).toBeGreaterThan(20);
  expect(await store.count({ state: 'expired' })).toBe(0);
}

const deletedIn = (ndjson: string): number =>
  objectsIn(ndjson).reduce((sum, run) => sum + Number(run['deleted'] ?? 0), 0);
