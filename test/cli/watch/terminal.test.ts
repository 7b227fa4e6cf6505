import { afterEach, describe, expect, it } from 'vitest';
import { useFolder } from '../../helpers/folder.js';
import { createScs, longAgo } from '../../helpers/scs-table.js';
import { hasTerminals, startOnTerminal } from '../../helpers/terminal.js';

const folder = useFolder();
const started: { kill(): void }[] = [];

afterEach(() => started.splice(0).forEach((terminal) => terminal.kill()));

describe.runIf(hasTerminals)('watch on a terminal', () => {
  it('counts down within its columns, follows a resize, and ends on Ctrl-C', async () => {
    const database = await createScs(folder.file('a.db'), [{ token: 'old', expiry: longAgo }]);
    const terminal = await startOnTerminal(['watch', '--interval', '1h', '-d', database], {
      columns: 40,
      env: { LANG: 'C.UTF-8' },
    });
    started.push(terminal);
    const fits = {
      40: 'next in 1h  █  0 left expired',
      80: 'next in 1h  █  0 left expired  1 deleted in 1 run',
    };
    await terminal.until(/1 expired session deleted in \S+\r\n\r\x1b\[2K/);
    await terminal.until(new RegExp(`^${fits[40]}`));
    for (const columns of [80, 120, 200]) {
      terminal.resize(columns);
      await terminal.until(new RegExp(`\\r\\x1b\\[2K${fits[80]}`));
    }
    terminal.resize(40);
    await terminal.until(new RegExp(`\\x1b\\[1A\\r\\x1b\\[J${fits[40]}`));
    terminal.type('\x03');
    expect(await terminal.ended).toBe(0);
    expect(terminal.text.replace(/\s+/g, ' ')).toContain(
      `watching sessions of ${database}, every 1h`,
    );
    expect(terminal.text).toMatch(
      /\r\x1b\[2Kstopped after 1 run: 1 expired session\r\n {2}deleted\r\n$/,
    );
  });
});
