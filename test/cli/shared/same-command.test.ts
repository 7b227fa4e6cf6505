import { expect, it } from 'vitest';
import { sameCommand } from '../../../src/cli/shared/same-command.js';

const commandOf = (database: string): string =>
  sameCommand({ flags: { database }, app: null }, 'purge', { limit: '5' });

it.each(['a.db', './my/a.db', 'sqlite:a.db', 'sqlite:/var/lib/a.db'])(
  'names a file: %s',
  (file) => {
    expect(commandOf(file)).toBe(`session-admin purge --database ${file} --limit 5`);
  },
);

it.each([
  'postgres://u:S3cret@h/d',
  ' postgres://u:S3cret@h/d',
  '\t\n postgres://u:S3cret@h/d',
  '\ufeffPOSTGRES://u:S3cret@h/d',
  'MySQL://u:S3cret@h/d ',
  'jdbc:mysql://u:S3cret@h/d',
  'postgres:u:S3cret@h/d',
  'mysql://h/d?password=S3cret',
  'host=h password=S3cret',
  'u:S3cret@h/d',
  'sqlite:u:S3cret@h/d',
])('names no URL: %j', (url) => {
  expect(commandOf(url)).toBe('session-admin purge --database "$DATABASE_URL" --limit 5');
});

it('names the profile', () => {
  expect(sameCommand({ flags: {}, app: 'shop' }, 'purge', {})).toBe('session-admin @shop purge');
});

it('keeps every option that says which sessions are meant, and how they are read', () => {
  const flags = { table: 't', codec: 'json', userField: 'who', people: 'u:id=id,name=n' };
  const more = { secretFile: 's.key', lifetime: '2h', reveal: true, quiet: true, format: 'json' };
  expect(sameCommand({ flags: { ...flags, ...more }, app: null }, 'purge', {})).toBe(
    'session-admin purge --table t --codec json --lifetime 2h --user-field who --people u:id=id,name=n --secret-file s.key',
  );
  expect(sameCommand({ flags: { people: false }, app: null }, 'purge', {})).toBe(
    'session-admin purge --no-people',
  );
});

it('keeps how it is done, but not that nothing is', () => {
  const flags = { grace: '7d', save: 'kept/', reason: 'a b', yesTo: ['shop'], trustExpiry: true };
  expect(sameCommand({ flags: {}, app: 'shop' }, 'purge', { ...flags, dryRun: true })).toBe(
    "session-admin @shop purge --save kept/ --reason 'a b' --yes-to shop --grace 7d --trust-expiry",
  );
});

it('gives another command only what it takes, and the layout that is known by now', () => {
  const flags = { table: 't', user: ['42'], except: 'S3cret', layout: 'auto' };
  expect(sameCommand({ flags, app: null }, 'put', { from: 'f', layout: 'django' })).toBe(
    'session-admin put --table t --layout django --from f',
  );
});

it('quotes what a shell would take apart', () => {
  expect(commandOf('a$HOME.db')).toContain("--database 'a$HOME.db'");
});
