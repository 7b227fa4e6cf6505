import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { SequelizeStore, type Session } from '../../../src/index.js';
import { dropTables, loadDump } from '../../helpers/dump.js';
import { fixture } from '../../helpers/folder.js';
import { describeServer } from '../../helpers/servers.js';
import { serialized } from '../../helpers/wordpress.js';

interface Expected {
  verifier: string;
  user_id: number;
  user_login: string;
  expiration: number;
  active: boolean;
  ip: string;
  ua: string;
  login: number;
}

const expected = async (): Promise<Expected[]> =>
  JSON.parse(await readFile(fixture('wordpress', 'expected.json'), 'utf8')) as Expected[];
const at = (seconds: number): Date => new Date(seconds * 1000);

const run = promisify(execFile);
const php = (code: string, ...args: string[]): Promise<string> =>
  run('php', ['-r', code, ...args]).then(({ stdout }) => stdout);
const hasPhp = await php('').then(
  () => true,
  () => false,
);

describeServer('MariaDB', (scratch) => {
  describe('the rows of WordPress itself', () => {
    beforeEach(async () => {
      await loadDump('mysql', 'wordpress', scratch);
      return () => dropTables('mysql', scratch);
    });
    const open = async (): Promise<SequelizeStore> => {
      const store = await SequelizeStore.open(scratch.url());
      onTestFinished(() => store.close());
      return store;
    };

    it('are read as WordPress reads them', async () => {
      const store = await open();
      const sessions: Session[] = [];
      for await (const one of store.sessions({ state: 'all', sort: 'expiry', names: true }))
        sessions.push(one);
      const wanted = (await expected()).toSorted((a, b) => a.expiration - b.expiration);
      expect(sessions).toMatchObject(
        wanted.map((one) => ({
          token: one.verifier,
          user: String(one.user_id),
          name: `${one.user_login}@example.test`,
          expiry: at(one.expiration),
          created: at(one.login),
          ip: one.ip,
          agent: one.ua,
          error: null,
        })),
      );
      expect(await store.count({ state: 'expired' })).toBe(
        wanted.filter(({ active, expiration }) => !active && at(expiration) < new Date()).length,
      );
    });

    it.skipIf(!hasPhp)('are still read by PHP where some of them went', async () => {
      const [first, second] = await expected();
      const store = await open();
      expect(await store.delete(first?.verifier ?? '')).toBe(true);
      const [row] = await scratch.query(
        `SELECT meta_value AS cell FROM wp_usermeta WHERE meta_key = 'session_tokens' AND user_id = 1`,
      );
      const read = 'echo json_encode(unserialize($argv[1], ["allowed_classes" => false]));';
      const seen = JSON.parse(await php(read, row?.['cell'] as string)) as Record<string, unknown>;
      expect(seen).toEqual({
        [second?.verifier ?? '']: {
          expiration: second?.expiration,
          ip: second?.ip,
          ua: second?.ua,
          login: second?.login,
        },
      });
    });
  });
});

describe.skipIf(!hasPhp)('a cell that PHP wrote', () => {
  it('is the same as the tests’ own, whatever stands in it', async () => {
    const values = { a: { ua: 'é𝄞"\0', n: 1.5, list: [1, 2] }, b: 7 };
    const write = 'echo serialize(json_decode($argv[1], true));';
    expect(await php(write, JSON.stringify(values))).toBe(serialized(values));
  });
});
