import fc from 'fast-check';
import { expect, it } from 'vitest';
import { utf8Of } from '../../../src/cli/output/utf8.js';

it('gives the bytes of all texts, one behind the other', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('', '…', '\ud800', '\u{1f600}'),
    fc.nat(3).map((n) => '…'.repeat(n * 60_000)),
    fc.nat(2).map((n) => 'a'.repeat(n * 200_000)),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
      const expected = Buffer.concat(texts.map((one) => Buffer.from(one)));
      expect(utf8Of(texts).equals(expected)).toBe(true);
    }),
    { numRuns: 15 },
  );
});
