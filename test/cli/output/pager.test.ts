import { spawnSync } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { useFolder } from '../../helpers/folder.js';
import { createScs } from '../../helpers/scs-table.js';
import { hasTerminals, startOnTerminal, type Terminal } from '../../helpers/terminal.js';

const folder = useFolder();
const started: { kill(): void }[] = [];
const hasLess = spawnSync('less', ['--version']).status === 0;

afterEach(() => started.splice(0).forEach((terminal) => terminal.kill()));

const manySessions = (): Promise<string> =>
  createScs(
    folder.file('many.db'),
    Array.from({ length: 60 }, (_, i) => ({ token: `token-${String(i).padStart(2, '0')}` })),
  );

async function start(argv: readonly string[], env: Record<string, string> = {}) {
  const terminal = await startOnTerminal(argv, { columns: 80, env: { LANG: 'C.UTF-8', ...env } });
  started.push(terminal);
  return terminal;
}

/** A pager that says how it was called, and shows no more than it must. */
async function pagerCalled(name: string, version: string): Promise<void> {
  const script = `#!/bin/sh
if [ "$1" = --version ]; then echo 'less ${version} (PCRE2 regular expressions)'; exit; fi
echo "called with [$*] $LESS"; head -n 1`;
  await writeFile(folder.file(name), script, { mode: 0o755 });
}

const pathWith = (): string => `${folder.path}:${process.env['PATH'] ?? ''}`;

async function typeUntil(terminal: Terminal, key: string, matches: RegExp): Promise<void> {
  const again = setInterval(() => {
    terminal.type(key);
  }, 200);
  await terminal.until(matches).finally(() => {
    clearInterval(again);
  });
}

describe.runIf(hasTerminals)('what is longer than the terminal', () => {
  it.runIf(hasLess)(
    'goes through less, which Ctrl-C does not end, whose screen is gone after q, and the footer follows',
    async () => {
      const terminal = await start(['list', '-d', await manySessions()]);
      await terminal.until(/\x1b\[\?1049h[^]*token-00[^]*\r\n:/);
      terminal.type('\x03');
      // It is still there to say where it is; what is typed while it draws anew is lost.
      await typeUntil(terminal, '=', /lines 1-/);
      await typeUntil(terminal, 'q', /\x1b\[\?1049l/);
      expect(await terminal.ended).toBe(0);
      expect(terminal.text).toMatch(/60 active sessions · [^\n]*\r\n$/);
      expect(terminal.text).not.toContain('token-59');
      expect(terminal.text).toContain('\x1b[1m');
    },
  );

  it('has its heading kept by a less that can', async () => {
    await pagerCalled('less', '643');
    const argv = ['list', '-d', await manySessions()];
    const terminal = await start(argv, { PATH: pathWith() });
    expect(await terminal.ended).toBe(0);
    expect(terminal.text).toContain('called with [--header=1] FR');
    await pagerCalled('less', '590');
    const older = await start(argv, { PATH: pathWith() });
    expect(await older.ended).toBe(0);
    expect(older.text).toContain('called with [] FR');
  });

  it('leaves Ctrl-C to the pager, and ends after it', async () => {
    const script = '#!/bin/sh\ntrap "" INT; echo shown; read line </dev/tty; echo "got $line"';
    await writeFile(folder.file('mine'), script, { mode: 0o755 });
    const terminal = await start(['help', 'hacking'], { PATH: pathWith(), PAGER: 'mine' });
    await terminal.until(/shown/);
    terminal.type('\x03');
    terminal.type('a line\r');
    expect(await terminal.ended).toBe(0);
    expect(terminal.text).toMatch(/got a line\r\n$/);
  });

  it('goes through what PAGER names, with its arguments', async () => {
    await pagerCalled('mine', '');
    const env = { PATH: pathWith(), PAGER: 'mine -a "b c"' };
    const terminal = await start(['help', 'hacking'], env);
    expect(await terminal.ended).toBe(0);
    expect(terminal.text).toMatch(/called with \[-a b c\] FR\r\n.*Working on it.*\r\n$/);
  });

  it.each([
    ['--no-pager', ['--no-pager'], {}],
    ['PAGER=cat', [], { PAGER: 'cat' }],
    ['an empty PAGER', [], { PAGER: '' }],
    ['a dumb terminal', [], { TERM: 'dumb' }],
    ['a PAGER that is not there', [], { PAGER: 'no-such-pager' }],
  ] as const)('is written at once: %s', async (_, more, env) => {
    const terminal = await start(['list', '-d', await manySessions(), ...more], env);
    expect(await terminal.ended).toBe(0);
    expect(terminal.text).toContain('token-59');
    expect(terminal.text).not.toContain('\x1b[?1049h');
    expect(terminal.text).toMatch(/60 active sessions · [^\n]*\r\n$/);
  });

  it('is written at once where there is no less', async () => {
    // What the terminal itself needs.
    for (const name of ['script', 'tty', 'stty']) {
      const { stdout } = spawnSync('which', [name], { encoding: 'utf8' });
      await symlink(stdout.trim(), folder.file(name));
    }
    const terminal = await start(['help', 'hacking'], { PATH: folder.path });
    expect(await terminal.ended).toBe(0);
    expect(terminal.text).toMatch(/Working on it[^]*a guide/);
    expect(terminal.text).not.toMatch(/not found/);
  });
});

it.runIf(hasTerminals)('what fits the terminal goes through none', async () => {
  await pagerCalled('mine', '');
  const database = await createScs(folder.file('few.db'), [{ token: 'one' }]);
  const terminal = await start(['list', '-d', database], { PATH: pathWith(), PAGER: 'mine' });
  expect(await terminal.ended).toBe(0);
  expect(terminal.text).not.toContain('called with');
});
