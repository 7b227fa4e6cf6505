import { describe, expect, it } from 'vitest';
import { mayBeShown, nearest } from '../src/nearest.js';

const known = ['list', 'get', 'put', 'delete', 'django', 'connect-sqlite3'];

describe('nearest', () => {
  it.each([
    ['lst', 'list'],
    ['lits', 'list'],
    ['gte', 'get'],
    ['djagno', 'django'],
    ['conect-sqlite', 'connect-sqlite3'],
  ])('%s was meant for %s', (word, meant) => {
    expect(nearest(word, known)).toBe(meant);
  });

  it.each(['', 'x', 'remove', 'pt-x', 'q3Jx8kPdAbCdEfGhIjKlMnOpQrStUvWxYz012345678'])(
    '%j was meant for none',
    (word) => {
      expect(nearest(word, known)).toBeUndefined();
    },
  );
});

describe('mayBeShown', () => {
  it.each(['nope', 'remove', 'dry-run', 'user_id', 'connect-sqlit3'])('%s', (word) => {
    expect(mayBeShown(word, known)).toBe(true);
  });

  it.each([
    'q3Jx8kPd',
    'hunter2',
    'abcdefghijklmnopqrst',
    'postgres://u:p@h/d',
    'a b',
    '-phunter',
    '',
  ])('not %j, which may be a secret', (word) => {
    expect(mayBeShown(word, known)).toBe(false);
  });
});
