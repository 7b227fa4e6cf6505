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

it('quotes what a shell would take apart', () => {
  expect(commandOf('a$HOME.db')).toContain("--database 'a$HOME.db'");
});
