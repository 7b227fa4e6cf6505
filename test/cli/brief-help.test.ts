import { describe, expect, it } from 'vitest';
import { allCommands } from '../../src/cli/program.js';
import { flagOf, optionsOf } from '../../src/cli/option-words.js';
import { filterOptions } from '../../src/cli/filter-options.js';
import { options } from '../../src/cli/options.js';
import { linesOf, run } from '../helpers/cli.js';

const commandNames = allCommands.map(({ name }) => name);

describe('-h', () => {
  it.each(commandNames)('%s: one screen, with all that is its own', async (command) => {
    const { code, stdout, stderr } = await run([command, '-h'], { terminal: true });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = linesOf(stdout);
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toMatch(/^Examples:\n {2}.*session-admin /m);
    for (const option of optionsOf(command)) expect(stdout).toContain(flagOf(option));
    const common = optionsOf(undefined);
    expect(stdout).toContain(`and ${common.length} common options: session-admin help options`);
    expect(stdout).not.toContain('--database');
  });

  it.each([[['-h']], [['list', '-h']]])('%j is less than --help', async (argv) => {
    const brief = linesOf((await run(argv)).stdout);
    const full = linesOf((await run([...argv.slice(0, -1), '--help'])).stdout);
    expect(brief.length).toBeLessThan(full.length / 2);
  });

  it('names every command and what else it is called', async () => {
    const { stdout } = await run(['-h'], { terminal: true });
    expect(linesOf(stdout).length).toBeLessThanOrEqual(23);
    for (const name of commandNames) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    expect(stdout).toMatch(/^ {2}list, ls .*\n {2}get, show /m);
  });

  it('fits a terminal that is narrow', async () => {
    const { stdout } = await run(['delete', '-h'], { terminal: true, columns: 50 });
    const own = linesOf(stdout).filter((line) => !line.startsWith('  session-admin'));
    expect(own.filter((line) => line.length > 50)).toEqual([]);
  });
});

describe('help options', () => {
  it('has every option once for each that takes it', async () => {
    const { stdout } = await run(['help', 'options']);
    for (const { flags, variables = [] } of options) {
      expect(stdout).toContain(`| \`${flags}\` |`);
      for (const name of variables) expect(stdout).toContain(`\`${name}\``);
    }
    expect(stdout.split('`--ip <address>`')).toHaveLength(2);
    expect(filterOptions.length).toBeGreaterThan(10);
    expect(stdout).toContain('## delete\n\nIt takes the filters, too.');
  });

  it('is named among the guides', async () => {
    expect((await run(['help'])).stdout).toMatch(/^Guides .* laravel, .*options, /m);
  });
});

describe('another name', () => {
  it.each([
    ['ls', 'list'],
    ['show', 'get'],
    ['rm', 'delete'],
  ])('%s is %s, and has its help', async (alias, name) => {
    expect((await run([alias, '--help'])).stdout).toBe((await run([name, '--help'])).stdout);
    expect((await run(['help', alias])).stdout).toBe((await run(['help', name])).stdout);
  });
});
