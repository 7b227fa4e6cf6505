import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.js';
import { start } from '../helpers/child.js';
import { linesOf, run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { createManyScs } from '../helpers/scs-table.js';

const folder = useFolder();

describe('a closed pipe', () => {
  it.each([
    ['tsv', 30_000],
    ['json', 30_000],
    ['ndjson', 30_000],
    ['csv', 30_000],
    ['tokens', 30_000],
    // It holds its rows until the end, so is for fewer of them.
    ['table', 3000],
  ])('ends a big listing in %s quietly', async (format, rows) => {
    const database = await createManyScs(folder.file('a.db'), rows);
    const child = start(['list', '-q', '-f', format, '--limit', 'all'], { database, stdin: '' });
    // As head does: takes the first piece, and goes.
    child.process.stdout.once('data', () => child.process.stdout.destroy());
    expect(await child.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it('that nobody ever read ends it quietly too', async () => {
    const database = await createManyScs(folder.file('a.db'), 30_000);
    const child = start(['list'], { database, stdin: '' });
    child.process.stdout.destroy();
    expect(await child.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('on stderr is no reason to stop', async () => {
    const database = await createManyScs(folder.file('a.db'), 1000);
    const child = start(['list', '-v'], { database, stdin: '' });
    child.process.stderr.destroy();
    const { code, stdout } = await child.ended;
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(1000);
  });
});

describe('a slow reader', () => {
  it('is waited for', async () => {
    const database = await createManyScs(folder.file('a.db'), 20_000);
    let waiting = 0;
    let most = 0;
    let lines = 0;
    const stdout = new Writable({
      highWaterMark: 64 * 1024,
      write(chunk: Buffer, _encoding, done) {
        lines += chunk.toString().split('\n').length - 1;
        waiting = stdout.writableLength;
        most = Math.max(most, waiting);
        setTimeout(done, 1);
      },
    });
    const code = await main(['list'], {
      stdin: new PassThrough(),
      stdout,
      stderr: new PassThrough(),
      env: { SESSION_ADMIN_DATABASE: database },
    });
    expect(code).toBe(0);
    expect(lines).toBe(20_000);
    // One piece over the mark, not the whole list (2 MB).
    expect(most).toBeLessThan(256 * 1024);
  });

  it('holds up a process, and then gets everything', async () => {
    const database = await createManyScs(folder.file('a.db'), 20_000);
    const child = start(['list', '-f', 'tokens', '--reveal'], { database, stdin: '' });
    child.process.stdout.pause();
    await sleep(700);
    child.process.stdout.resume();
    const { code, stdout } = await child.ended;
    expect(code).toBe(0);
    expect(linesOf(stdout)).toHaveLength(20_000);
  });
});

describe('a disk that is full', () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

  it.each([
    ['at once', ['list', '--limit', '1']],
    ['half-way', ['list']],
    ['with the result', ['purge']],
  ])('is a failure in one line (%s)', async (_, argv) => {
    const database = await createManyScs(folder.file('a.db'), 20_000);
    const stderr = new PassThrough();
    const code = await main(argv, {
      stdin: new PassThrough(),
      stdout: new Writable({ write: (_chunk, _encoding, done) => setImmediate(() => done(full)) }),
      stderr,
      env: { SESSION_ADMIN_DATABASE: database },
    });
    expect(code).toBe(1);
    expect(String(stderr.read())).toBe('session-admin: the output cannot be written (ENOSPC)\n');
  });
});

it('a help that nobody reads ends quietly', async () => {
  for (const argv of [['--help'], ['nope'], []]) {
    const child = start(argv, { stdin: '' });
    child.process.stdout.destroy();
    child.process.stderr.destroy();
    expect(await child.ended).toMatchObject({ code: argv[0] === '--help' ? 0 : 2, signal: null });
  }
});

it('stdout takes what one big session needs', async () => {
  const database = await createManyScs(folder.file('a.db'), 1);
  const { code } = await run(['put', 'big', '--file', '-', '-c', 'json'], {
    database,
    stdin: JSON.stringify({ text: 'x'.repeat(5_000_000) }),
  });
  expect(code).toBe(0);
  const child = start(['get', 'big', '--raw'], { database, stdin: '' });
  const { bytes } = await child.ended;
  expect(bytes).toHaveLength(5_000_011);
});
