import { chmod, truncate } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { isThisMachine } from '../../../src/database/transport.js';
import { useFolder } from '../../helpers/folder.js';
import { createManyScs } from '../../helpers/scs-table.js';
import { withSqlite } from '../../helpers/sqlite.js';
import { finding, verdict } from './findings.js';

const folder = useFolder();
const make = (rows = 10): Promise<string> => createManyScs(folder.file('a b.db'), rows);
const onFile = (path: string, sql: string): Promise<void> =>
  withSqlite(path, (file) => file.exec(sql));

describe.skipIf(process.platform === 'win32')('the mode of a file', () => {
  it.each([
    [0o755, 0o644, 'warn'],
    [0o755, 0o666, 'fail'],
    [0o755, 0o640, 'ok'],
    // Nobody else comes as far as the file.
    [0o700, 0o666, 'ok'],
  ])('%o above %o: %s', async (above, mode, status) => {
    const path = await make();
    await chmod(folder.path, above);
    await chmod(path, mode);
    const { status: found, fix } = await finding(path, 'files');
    expect({ found, fix }).toEqual({
      found: status,
      fix: status === 'ok' ? null : `chmod o= '${path}'`,
    });
  });

  it('of a log beside it counts too', async () => {
    const path = await make();
    await chmod(folder.path, 0o755);
    await chmod(path, 0o600);
    await onFile(path, 'PRAGMA journal_mode = WAL');
    await withSqlite(path, async (file) => {
      await file.exec('DELETE FROM sessions');
      await chmod(`${path}-wal`, 0o604);
      expect((await finding(path, 'files')).message).toMatch(/can read .*-wal/);
    });
  });
});

describe('the space of a file', () => {
  it('is free by half, until the statement was run', async () => {
    const path = await make(20_000);
    expect(await verdict(path, 'storage')).toBe('ok');
    await onFile(path, "DELETE FROM sessions WHERE token > 't0002'");
    const { status, message, fix } = await finding(path, 'storage');
    expect(status).toBe('warn');
    expect(message).toMatch(/MB of .* MB \(\d\d %\) is free space/);
    await onFile(path, fix ?? '');
    expect(await verdict(path, 'storage')).toBe('ok');
  });

  it('is less than a log of a gigabyte takes', async () => {
    const path = await make();
    await onFile(path, 'PRAGMA journal_mode = WAL');
    expect(await verdict(path, 'storage')).toBe('ok');
    await withSqlite(path, async (file) => {
      await file.exec('DELETE FROM sessions');
      await truncate(`${path}-wal`, 2 ** 30);
      expect(await verdict(path, 'storage')).toMatch(/^warn: PRAGMA wal_checkpoint/);
    });
  });
});

it.skipIf(process.getuid?.() === 0)(
  'a file that this user may not write is only read',
  async () => {
    const path = await make();
    await chmod(path, 0o400);
    expect(await verdict(path, 'privileges')).toBe(`warn: chmod u+w '${path}'`);
  },
);

it.each([
  ['localhost', true],
  ['db.localhost', true],
  ['127.0.0.1', true],
  ['127.12.0.9', true],
  ['::1', true],
  ['[::1]', true],
  ['/run/postgresql', true],
  ['db', false],
  ['127.0.0.1.example.test', false],
  ['localhost.example.test', false],
  ['10.0.0.7', false],
])('%s is this machine: %s', (host, here) => {
  expect(isThisMachine(host)).toBe(here);
});
