import { expect, it } from 'vitest';
import { linesOf, run } from '../../helpers/cli.js';
import { useFolder } from '../../helpers/folder.js';
import { writeProfiles } from '../../helpers/profiles.js';

const folder = useFolder();
const systems = ['django', 'laravel', 'express'] as const;

it.each([
  ['laravel', ['--user', '1']],
  ['express', ['--data', '{"user":{"id":1}}']],
] as const)('lockout takes the cookie of one of several applications: %s', async (app, whose) => {
  for (const system of systems) await run(['demo', system, folder.file(`${system}.db`)]);
  const profiles = systems.map((system) => [
    system,
    { database: `${system}.db`, secretFile: `${system}.key` },
  ]);
  const env = await writeProfiles(folder.file('p.json'), Object.fromEntries(profiles));
  const ended = async (except: string): Promise<[code: number, lines: string[]]> => {
    const argv = ['@all', 'lockout', '--user', '1', '--dry-run', '-q', '--except', except];
    const { code, stdout } = await run(argv, { env });
    return [code, linesOf(stdout).sort()];
  };
  const before = await run(['@all', 'lockout', '--user', '1', '--dry-run', '-q'], { env });
  const put = await run([`@${app}`, 'put', '--generate', '--cookie', ...whose], { env });
  const header = put.stdout.trim();
  // What was just made is the one more, and it stays.
  const expected = [0, linesOf(before.stdout).sort()];
  expect(header).toMatch(/^[\w.]+=./);
  expect(await ended(header)).toEqual(expected);
  expect(await ended(header.slice(header.indexOf('=') + 1))).toEqual(expected);
  expect(await ended(`${header}x`)).toEqual([2, []]);
});
