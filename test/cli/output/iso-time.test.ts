import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isoTime } from '../../../src/cli/output/iso-time.js';

describe('isoTime', () => {
  it('writes what toISOString writes', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true }),
        fc.integer({ min: 0, max: 1e8 }),
        (date, ms) => {
          const next = new Date(Math.min(date.getTime() + ms, 8.64e15));
          expect(isoTime(date)).toBe(date.toISOString());
          expect(isoTime(next)).toBe(next.toISOString());
        },
      ),
    );
  });

  it('has nothing for no time', () => {
    expect(isoTime(null)).toBeNull();
    expect(isoTime(new Date(NaN))).toBeNull();
  });
});
