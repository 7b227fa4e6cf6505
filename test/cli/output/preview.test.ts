import { describe, expect, it } from 'vitest';

import { preview } from '../../../src/cli/output/preview.js';
import type { Json } from '../../../src/session.js';
import { effort } from '../../helpers/effort.js';

describe('preview', () => {
  it.each<[Json, string]>([
    [null, 'null'],
    [{}, ''],
    [[], '[]'],
    [42n, '42'],
    ['text', '"text"'],
    [[1, 'a', { b: 1 }], '[1 "a" {…1}]'],
    [{ userID: 42, cart: { a: 1, b: 2, c: 3 }, tags: ['x'] }, 'userID=42 cart={…3} tags=[…1]'],
    [{ a: null, b: true, c: {}, d: [], e: NaN }, 'a=null b=true c={} d=[] e="NaN"'],
    [{ flash: 'Welcome back, dear old friend' }, 'flash="Welcome back, dear old …"'],
    [{ 'k\n': 'v\n\u202e' }, 'k\\n="v\\n\\u202e"'],
    [JSON.parse('{"__proto__": 1}') as Json, '__proto__=1'],
  ])('shows %o as %s', (data, line) => expect(preview(data, 100)).toBe(line));

  it('fits the width', () => {
    expect(preview({ userID: 42, cart: 1 }, 12)).toBe('userID=42 c…');
    expect(preview('a long text', 8)).toBe('"a lon…"');
    expect(preview('a long text', 1)).toBe('…');
  });

  it('does little about a huge payload', () => {
    const long = 'x'.repeat(10_000_000);
    const cost = effort(() => {
      preview({ [long]: long, long, list: Array<string>(100).fill(long) }, 50);
      preview(long, 50);
    });
    expect(cost).toBeLessThan(100);
  });
});
