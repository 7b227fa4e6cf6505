import { expect, it } from 'vitest';
import { drawBars } from '../../../src/cli/output/bars.js';
import { showsUnicode } from '../../../src/cli/output/unicode.js';

it('draws numbers as bars, the largest full, and nothing and failures apart', () => {
  const numbers = [0, 1, 500, 625, 1000, null];
  expect(drawBars(numbers, true)).toBe('·▁▄▅█×');
  expect(drawBars(numbers, false)).toBe('_.=+#x');
});

it('draws nothing at all where all is 0, or where there is nothing', () => {
  expect(drawBars([0, 0], true)).toBe('··');
  expect(drawBars([], true)).toBe('');
});

it.each([
  [{ LANG: 'en_US.UTF-8' }, true],
  [{ LC_CTYPE: 'C.utf8' }, true],
  [{ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, false],
  [{ LANG: 'de_DE.UTF-8', LC_ALL: '' }, true],
  [{ LANG: 'de_DE.ISO-8859-1' }, false],
  [{ LANG: 'de_DE.UTF-8', TERM: 'linux' }, false],
  [{ WT_SESSION: '1' }, true],
  [{}, false],
])('knows from %j whether a terminal shows them', (env, shows) => {
  expect(showsUnicode(env)).toBe(shows);
});
