import { expect, it } from 'vitest';
import { run } from '../helpers/cli.js';
import { useFolder } from '../helpers/folder.js';
import { createScs } from '../helpers/scs-table.js';

const folder = useFolder();

it.each([
  [['lst'], 'unknown command lst: did you mean list?'],
  [['remove'], 'unknown command remove: see session-admin --help'],
  [['hunter2'], 'unknown command: see session-admin --help'],
  [['delete', '--dry-rum'], 'unknown option --dry-rum: did you mean --dry-run?'],
  [['delete', '--al'], 'unknown option --al: did you mean --all?'],
  [['list', '--formt=json'], 'unknown option --formt: did you mean --format?'],
  [['list', '--nope'], 'unknown option --nope: see session-admin list --help'],
  [['list', '--dry-rum'], 'unknown option --dry-rum: see session-admin list --help'],
  [['list', '--s3cret'], 'unknown option: see session-admin list --help'],
  [['list', '-psecret'], 'unknown option -p: see session-admin list --help'],
  [['sl'], 'unknown command sl: did you mean ls?'],
  [['rm', '--al'], 'unknown option --al: did you mean --all?'],
  [['show', '--nope'], 'unknown option --nope: see session-admin get --help'],
  [['help', 'optoins'], 'there is no command and no guide "optoins": did you mean options? Guides'],
  [['help', 'djagno'], 'there is no command and no guide "djagno": did you mean django? Guides'],
])('%j: %s', async (argv, message) => {
  const { code, stderr } = await run(argv);
  expect(code).toBe(2);
  expect(stderr.startsWith(`session-admin: ${message}`)).toBe(true);
});

it.each([
  [
    ['--layout', 'djagno'],
    /, not "djagno": did you mean django\?\nmore: session-admin help custom\n$/,
  ],
  [
    ['--layout', 'conect-sqlite'],
    /, not "conect-sqlite": did you mean connect-sqlite3\?\nmore: session-admin help custom\n$/,
  ],
  [['--codec', 'gobb'], /, not "gobb": did you mean gob\?\nmore: session-admin help codecs\n$/],
  [
    ['--format', 'jsonl'],
    /, not "jsonl": did you mean json\?\nmore: session-admin help formats\n$/,
  ],
  [
    ['--expiry-format', 'second'],
    /, not "second": did you mean seconds\?\nmore: session-admin help expiry\n$/,
  ],
  [['--sort', 'size'], /expected one of expiry, token, user, created, lastSeen, not "size"\n$/],
  [['--fields', 'token,usre'], /, not "usre": did you mean user\?\n$/],
  [
    ['--columns', 'tokn=id'],
    /, not "tokn": did you mean token\?\nmore: session-admin help custom\n$/,
  ],
  [['--columns', 'q3Jx8kPd'], /, each at most once\nmore: session-admin help custom\n$/],
  [
    ['--layout', 'q3Jx8kPd'],
    /: expected a name that session-admin layouts shows\nmore: session-admin help custom\n$/,
  ],
])('list %j names the nearest', async (argv, message) => {
  const database = await createScs(folder.file('a.db'), [{ token: 'a' }]);
  const { code, stderr } = await run(['list', ...argv], { database });
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

it.each([
  [['layouts', 'chek'], 'not "chek": did you mean check?'],
  [['demo', 'djagno', 'a.db'], 'did you mean django?'],
  [['stats', '--by', 'usr'], 'did you mean user?'],
  [['doctor', '--only', 'conection'], 'did you mean connection?'],
  [['put', 'a', '--ttl', '1h', '--set', 'user_agnt=x'], '(did you mean user_agent?)'],
])('%j: %s', async (argv, message) => {
  const database = folder.file('laravel.db');
  await run(['demo', 'laravel', database]);
  const { code, stderr } = await run(argv, { database });
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
