import { describe, expect, it } from 'vitest';

import type { Json } from '../../src/session.js';
import { columnValue, type Condition, matchesWhere, valuesAt } from '../../src/store/where.js';

const bare = (entries: Record<string, Json>): Json =>
  Object.assign(Object.create(null) as Record<string, Json>, entries);

describe('valuesAt', () => {
  it.each<[Json, string, Json[]]>([
    [{ user: { id: 42 } }, 'user.id', [42]],
    [bare({ user: bare({ id: 42 }) }), 'user.id', [42]],
    [{ user: null }, 'user', [null]],
    [{ user: null }, 'user.id', []],
    [{ a: 1 }, 'b', []],
    [{ items: [{ n: 1 }, { n: 2 }, { m: 3 }] }, 'items.n', [1, 2]],
    [{ items: [{ n: 1 }, { n: 2 }] }, 'items.1.n', [2]],
    [{ items: [{ n: 1 }, { n: 2 }] }, 'items.2.n', []],
    [{ items: [{ '7': 'x' }] }, 'items.7', ['x']],
    [{ items: [{ n: 1 }] }, 'items', [[{ n: 1 }]]],
    [[[[{ n: 1 }]], { n: 2 }], 'n', [1, 2]],
    [['a', 'b'], '1', ['b']],
    [['a', 'b'], '01', []],
    [{ 'a.b.c': 2 }, 'a.b.c', [2]],
    [{ a: { 'b.c': 2 } }, 'a.b.c', [2]],
    [{ 'a.b': { x: 1 }, a: { b: { c: 2 } } }, 'a.b.c', [2]],
    [{ '': { '': 1 } }, '.', [1]],
    ['text', 'length', []],
    [{ a: 'text' }, 'a.length', []],
    [{ a: [1] }, 'a.length', []],
    [{}, '__proto__', []],
    [{}, 'constructor.name', []],
    [JSON.parse('{"__proto__": {"x": 1}}') as Json, '__proto__.x', [1]],
    [null, 'a', []],
  ])('in %j finds at %s %j', (data, path, found) => expect(valuesAt(data, path)).toEqual(found));

  it('reads lists and objects of any depth', () => {
    let lists: Json = { n: 1 };
    for (let depth = 0; depth < 100_000; depth++) lists = [lists];
    expect(valuesAt(lists, 'n')).toEqual([1]);
    expect(valuesAt(lists, '0.0.0.0.n')).toEqual([1]);

    let objects: Json = 1;
    for (let depth = 0; depth < 500; depth++) objects = { a: objects };
    expect(valuesAt(objects, Array(500).fill('a').join('.'))).toEqual([1]);
  });
});

describe('matchesWhere', () => {
  const holds = (op: Condition['op'], value: string, values: Json[]): boolean =>
    matchesWhere({ path: 'p', op, value }, values);
  const huge = 9007199254740993n;

  it.each<[Condition['op'], string, Json, boolean]>([
    ['=', '42', 42, true],
    ['=', '42', 42n, true],
    ['=', '42', '42', true],
    ['=', '42', '42.0', false],
    ['=', '42.0', 42, true],
    ['=', '4.2e1', 42n, true],
    ['=', '042', 42, false],
    ['=', ' 42', 42, false],
    ['=', '0x2a', 42, false],
    ['=', '', 0, false],
    ['=', '', '', true],
    ['=', '9007199254740993', huge, true],
    ['=', '9007199254740992', huge, false],
    ['=', '9007199254740993', 9007199254740992, false],
    ['=', 'true', true, true],
    ['=', 'true', false, false],
    ['=', '1', true, false],
    ['=', 'true', 'true', true],
    ['=', 'null', null, true],
    ['=', '', null, false],
    ['=', '[object Object]', {}, false],
    ['=', 'NaN', NaN, false],
    ['!=', '42', 42, false],
    ['!=', '42', 43, true],
    ['!=', '42', '42', false],
    ['!=', '42', null, true],
    ['!=', '42', {}, true],
    ['!=', '42', NaN, false],
    ['!=', '42', [42, 43], true],
    ['!=', '42', [], true],
    ['!=', '42', [[], []], true],
    ['<=', '10', 10, true],
    ['<=', '10', 10.5, false],
    ['>=', '10', 10n, true],
    ['>=', '10', 9.5, false],
    ['>=', '9007199254740993', 9007199254740992n, false],
    ['<=', 'b', 'b', true],
    ['>=', 'b', 'a', false],
    ['<=', '5', NaN, false],
    ['>=', '5', null, false],
    ['~', 'nn', 'anna', true],
    ['~', 'NN', 'anna', false],
    ['~', '2', 42, false],
    ['~', '', 'x', true],
    ['<', '10', 9, true],
    ['<', '10', '9', false],
    ['<', '10', 10, false],
    ['>', '10', 10.5, true],
    ['>', '9007199254740992', huge, true],
    ['>', '9007199254740993', huge, false],
    ['>', '-1', 0n, true],
    ['>', 'a', 5, false],
    ['>', 'a', 'b', true],
    ['<', '2027', '2026-12-31', true],
    ['<', '5', null, false],
    ['<', '5', false, false],
    ['<', '5', NaN, false],
    ['>', '5', NaN, false],
    ['=', 'b', ['a', ['b']], true],
    ['=', 'c', ['a', ['b']], false],
  ])('%s%s of %o is %s', (op, wanted, value, expected) => {
    expect(holds(op, wanted, [value])).toBe(expected);
  });

  it('takes several values as any, and none as no match', () => {
    expect(holds('=', '2', [1, 2, 3])).toBe(true);
    for (const op of ['=', '~', '<', '<=', '>', '>=', 'exists'] as const) {
      expect(holds(op, '2', [])).toBe(false);
    }
    for (const op of ['!=', 'missing'] as const) expect(holds(op, '2', [])).toBe(true);
  });

  it('knows existence from emptiness', () => {
    for (const value of [null, '', 0, false, [], {}]) {
      expect(holds('exists', '', [value])).toBe(true);
      expect(holds('missing', '', [value])).toBe(false);
    }
  });
});

describe('columnValue', () => {
  it('gives what drivers give the form of a payload', () => {
    expect(columnValue(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
    expect(columnValue(new Date(NaN))).toBeNull();
    expect(columnValue(Buffer.from('hi'))).toBe('aGk=');
    expect(columnValue(new Uint8Array([1]))).toBe('AQ==');
    expect([NaN, Infinity, -Infinity].map((value) => columnValue(value))).toEqual([
      'NaN',
      '+Inf',
      '-Inf',
    ]);
    expect([undefined, null, Symbol('x')].map((value) => columnValue(value))).toEqual([
      null,
      null,
      null,
    ]);
    expect(columnValue([1n, true, { at: new Date(0) }])).toEqual([
      1n,
      true,
      { at: '1970-01-01T00:00:00.000Z' },
    ]);
  });

  it('keeps hostile keys as keys, and ends', () => {
    const value = columnValue(JSON.parse('{"__proto__": 1}'));
    expect(Object.keys(value as object)).toEqual(['__proto__']);
    const loop: unknown[] = [];
    loop.push(loop);
    expect(columnValue(loop)).toBeInstanceOf(Array);
  });
});
