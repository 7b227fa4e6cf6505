import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';

import { cutText, widthOf } from '../../../src/cli/output/cut.js';
import { escapeText } from '../../../src/cli/output/escape.js';
import { dangersIn, hostileText } from './sessions.js';
import { effort } from '../../helpers/effort.js';

describe('cutText', () => {
  it.each([
    ['hello', 5, 'hello'],
    ['hello', 4, 'hel…'],
    ['hello', 1, '…'],
    ['hello', 0, ''],
    ['', 0, ''],
    ['中文字', 6, '中文字'],
    ['中文字', 5, '中文…'],
    ['中文字', 4, '中…'],
    ['a🎉b', 3, 'a…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['hello', Infinity, 'hello'],
  ])('cuts %j to %d columns', (text, width, cut) => expect(cutText(text, width)).toBe(cut));

  it('fits, and makes nothing dangerous', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 40 }), (text, width) => {
        const cut = cutText(escapeText(text), width);
        expect(stringWidth(cut)).toBeLessThanOrEqual(width);
        expect(dangersIn(cut)).toEqual([]);
      }),
    );
  });

  it('bounds its work by the width', () => {
    const cost = effort(() => {
      expect(cutText('é中'.repeat(5_000_000), 10)).toBe('é中é中é中…');
      expect(cutText(`a${'\u0301'.repeat(5_000_000)}`, 10)).toHaveLength(89);
    });
    expect(cost).toBeLessThan(50);
  });
});

describe('widthOf', () => {
  it('agrees with string-width on what it decides by itself', () => {
    for (let unit = 0x20; unit <= 0x2fff; unit++) {
      const text = escapeText(String.fromCharCode(unit));
      expect(widthOf(text)).toBe(stringWidth(text));
    }
  });
});
