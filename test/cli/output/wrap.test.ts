import { describe, expect, it } from 'vitest';
import { widthOf } from '../../../src/cli/output/cut.js';
import { wrapText } from '../../../src/cli/output/wrap.js';

describe('wrapText', () => {
  it('breaks between words', () => {
    expect(wrapText('an index begins with expiry', 10)).toEqual([
      'an index',
      'begins',
      'with',
      'expiry',
    ]);
    expect(wrapText('an index', 8)).toEqual(['an index']);
    expect(wrapText('', 8)).toEqual(['']);
    expect(wrapText('an index', Infinity)).toEqual(['an index']);
  });

  it('breaks words that are wider than a line, and leaves nothing out', () => {
    expect(wrapText('a /var/lib/app.db', 8)).toEqual(['a', '/var/lib', '/app.db']);
    expect(wrapText('日本語', 5)).toEqual(['日本', '語']);
    expect(wrapText('日', 1)).toEqual(['日']);
    for (const text of ['e\u0301\u0301'.repeat(50), '👾'.repeat(40), `x${'日'.repeat(99)}`]) {
      const lines = wrapText(text, 7);
      expect(lines.join('')).toBe(text);
      expect(lines.every((line) => widthOf(line) <= 7)).toBe(true);
    }
  });
});
