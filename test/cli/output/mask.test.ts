import { describe, expect, it } from 'vitest';

import { maskToken } from '../../../src/cli/output/mask.js';

describe('maskToken', () => {
  it.each([
    ['', ''],
    ['1234567890123456789', '1234567890123456789'],
    ['12345678901234567890', '12345678…'],
    ['q3Jx8kPdAbCdEfGhIjKlMnOpQrStUvWxYz012345678', 'q3Jx8kPd…'],
    ['🎉'.repeat(19), '🎉'.repeat(19)],
    ['🎉'.repeat(20), `${'🎉'.repeat(8)}…`],
    ['🎉'.repeat(21), `${'🎉'.repeat(8)}…`],
    [`${'🎉'.repeat(10)}123456789`, `${'🎉'.repeat(10)}123456789`],
    [`${'1'.repeat(19)}🎉`, '11111111…'],
  ])('shows %s as %s', (token, masked) => expect(maskToken(token, false)).toBe(masked));

  it('shows all of it where that is asked for', () => {
    expect(maskToken('x'.repeat(43), true)).toBe('x'.repeat(43));
  });
});
