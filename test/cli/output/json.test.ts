import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { stringifyJson } from '../../../src/cli/output/json.js';
import type { Json } from '../../../src/session.js';
import { dangersIn, hostileText } from './sessions.js';

const hostileJson = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, -1, 1e21, 1e-7),
    fc.double({ noDefaultInfinity: true, noNaN: true }).map((number) => number + 0),
    hostileText,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(hostileText, tie('value')), { maxLength: 4 })
      .map((entries): Json => Object.fromEntries(entries) as Record<string, Json>),
  ),
})).value;

describe('stringifyJson', () => {
  it.each<[Json, string]>([
    [{ a: [1, 'x', null, true], b: {}, c: [] }, '{"a":[1,"x",null,true],"b":{},"c":[]}'],
    [9007199254740993n, '9007199254740993'],
    [[-(2n ** 70n)], '[-1180591620717411303424]'],
    [[NaN, Infinity, -Infinity, -0], '["NaN","+Inf","-Inf",0]'],
    ['Zoë "q" \\ / 中…', '"Zoë \\"q\\" \\\\ / 中…"'],
    ['\x1b\x7f\x9b\u202e\u2028\ufeff', '"\\u001b\\u007f\\u009b\\u202e\\u2028\\ufeff"'],
    ['\u{e0041}\ud800', '"\\udb40\\udc41\\ud800"'],
    [JSON.parse('{"__proto__":{"toJSON":1}}') as Json, '{"__proto__":{"toJSON":1}}'],
    [Object.assign(Object.create(null) as Record<string, Json>, { a: 1 }), '{"a":1}'],
  ])('writes %o', (value, text) => expect(stringifyJson(value)).toBe(text));

  it('indents as JSON.stringify does', () => {
    const value = { a: [1, { b: [] }], c: {}, d: 'x' };
    expect(stringifyJson(value, 2)).toBe(JSON.stringify(value, null, 2));
  });

  it('is read back as the same value, and holds nothing dangerous', () => {
    fc.assert(
      fc.property(hostileJson, (value) => {
        const compact = stringifyJson(value);
        expect(JSON.parse(compact)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(JSON.parse(stringifyJson(value, 2))).toEqual(JSON.parse(compact));
        expect(dangersIn(compact)).toEqual([]);
      }),
    );
  });

  it('writes any depth', () => {
    let value: Json = [];
    for (let depth = 1; depth < 200_000; depth++) value = depth % 2 ? { a: value } : [value];
    expect(stringifyJson(value)).toHaveLength(200_000 * 2 + 100_000 * 4);
    expect(stringifyJson(value, 2).length).toBeLessThan(40_000_000);
  });

  it('writes long texts', () => {
    const text = `${'a'.repeat(5_000_000)}\u202e`;
    expect(stringifyJson(text)).toHaveLength(5_000_008);
  });
});
