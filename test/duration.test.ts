import fc from 'fast-check';
import { expect, it } from 'vitest';
import { durationIn, durationText } from '../src/duration.js';

it.each([
  [0, '0s'],
  [7_200_000, '2h'],
  [5_400_000, '1h30m'],
  [14 * 86_400_000, '14d'],
  [1_500, '1s500ms'],
])('writes %d ms as %s', (ms, text) => expect(durationText(ms)).toBe(text));

it('reads back what it writes', () => {
  fc.assert(fc.property(fc.nat(3_000_000_000_000), (ms) => durationIn(durationText(ms)) === ms));
});
