import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { flagOf } from '../../src/cli/option-words.js';
import { options } from '../../src/cli/options.js';
import { allCommands } from '../../src/cli/program.js';
import { output } from '../helpers/cli.js';

const page = (): Promise<string> => output(['help', 'man']);

/** What a program for manual pages writes of ours. */
function formatted(program: string, argv: readonly string[], input: string) {
  const env = { ...process.env, MANWIDTH: '100', LC_ALL: 'C.UTF-8' };
  const { status, stdout, stderr } = spawnSync(program, argv, { input, env, encoding: 'utf8' });
  return { status, stderr, text: stdout.replace(/.\x08/g, '').replace(/\x1b\[[\d;]*m/g, '') };
}

const has = (program: string): boolean =>
  spawnSync(program, ['--version']).error === undefined && process.platform === 'linux';

it('has every command and every option', async () => {
  const text = (await page()).replaceAll('\\-', '-');
  for (const { name } of allCommands) expect(text).toMatch(new RegExp(`^\\.SS ${name}\\b`, 'm'));
  for (const option of options) expect(text).toContain(flagOf(option));
  expect(text).toMatch(/^[\t\n\x20-\x7e]+$/);
  // A line that begins so is a request.
  expect(text.match(/^[.'](?!(?:TH|SH|SS|PP|TP|B|EX|EE)\b)/gm)).toBeNull();
});

it.runIf(has('groff'))('is laid out by groff without a warning', async () => {
  const { status, stderr, text } = formatted('groff', ['-man', '-Tutf8', '-ww'], await page());
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(text).toContain("session-admin list --where 'role=admin' --expires-before +1h");
  expect(text).toContain('session-admin get q3Jx8kPd…');
  expect(text).toMatch(/ 75 +the database cannot be reached/);
});

it.runIf(has('mandoc'))('is found good by mandoc', async () => {
  const { text } = formatted('mandoc', ['-Tlint', '-Wwarning'], await page());
  // A page that is made anew with each build has no date.
  const found = text.split('\n').filter((line) => line !== '' && !line.includes('missing date'));
  expect(found).toEqual([]);
});
