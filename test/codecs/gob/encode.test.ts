import { describe, expect, test } from 'vitest';
import { gob, scsDeadline } from '../../../src/codecs/gob/index.js';
import type { Json } from '../../../src/session.js';
import { bytes, deadline, gobCases, goVectors } from './vectors.js';

const context = { expiry: deadline };

function encodeHex(data: Json): string {
  return gob.encode(data, context).payload.toString('hex');
}

describe("plain JSON is written byte for byte as Go's encoder does", () => {
  test.each<[string, Json]>([
    ['int', 42],
    ['float', 1.5],
    ['bool', true],
    ['string', 'héllo'],
    ['nil', null],
    ['strings', ['a', '']],
    ['empties', []],
    ['ints', [1, -2]],
    ['floats', [1, 2.5]],
    ['bools', [true, false]],
    ['uint64', 2n ** 64n - 1n],
    ['uint64s', [1, 2n ** 64n - 1n]],
    ['mapany', { a: 1 }],
    ['mapmap', { a: { b: { c: ['x'] } } }],
    ['sliceany', [null, 1, 'a', ['x'], [true, { k: [1] }]]],
  ])('%s', (name, v) => {
    expect(encodeHex({ v })).toBe(goVectors.exact[name]);
  });

  test.each(['string', 'string-127', 'int-0', 'int-63', 'int-64', 'strings-empty', 'nil-value'])(
    'the case %s',
    (name) => {
      const found = gobCases.cases.find((one) => one.name === name);
      expect(encodeHex(found?.plain ?? null)).toBe(found?.hex);
    },
  );
});

describe('the typed form is written byte for byte as Go does', () => {
  test.each(Object.keys(goVectors.exact))('%s', (name) => {
    const hex = goVectors.exact[name] ?? '';
    expect(encodeHex(gob.decode(bytes(hex), { typed: true }))).toBe(hex);
  });

  test.each<[string, string, Json]>([
    ['int64', 'int64', '-9223372036854775808'],
    ['int8', 'int8', -5],
    ['float3', 'float64', 3],
    ['nan', 'float64', 'NaN'],
    ['f32', 'float32', 0.1],
    ['c64', 'complex64', ['1', '2']],
    ['c128', 'complex128', [0.5, -1e300]],
    ['bytes', '[]uint8', 'AQL/'],
    ['bytes', '[]byte', 'AQL/'],
    ['bytes', 'bytes', 'AQL/'],
    ['time', 'time', '2024-07-01T10:20:30.987654321+02:00'],
    ['times', '[]time.Time', ['1970-01-01T00:00:00.000000005Z', '0001-01-01T00:00:00Z']],
    ['mapss', 'map[string]string', { k: 'v' }],
    ['mapany', 'map[string]any', { a: 1 }],
    ['mapis', 'map[int][]string', { 1: ['x'] }],
    ['arr', '[3]int16', [1, 2, 3]],
    ['dur', 'time.Duration', 5],
  ])('%s as %s', (name, type, value) => {
    const hex = encodeHex({ v: { $type: type, $value: value } });
    expect(hex).toBe(goVectors.exact[name]);
  });
});

describe('the deadline', () => {
  test('is the expiry, to the millisecond', () => {
    const expiry = new Date('2031-02-03T04:05:06.789Z');
    expect(scsDeadline(gob.encode({}, { expiry }).payload)).toEqual(expiry);
  });

  test('before 1970', () => {
    const expiry = new Date(-1);
    expect(scsDeadline(gob.encode({}, { expiry }).payload)).toEqual(expiry);
  });

  test('of a session that never expires is the end of 9999', () => {
    const { payload } = gob.encode({}, { expiry: null });
    expect(scsDeadline(payload)).toEqual(new Date('9999-12-31T23:59:59Z'));
  });
});

describe('warnings', () => {
  const warnings = (data: Json): string[] => gob.encode(data, context).warnings;

  test('none for what every Go program knows', () => {
    expect(warnings({ a: 1, b: 'x', c: [1.5], d: { $type: '[]uint8', $value: '' } })).toEqual([]);
  });

  test.each<[Json, string]>([
    [{ a: 1 }, 'map[string]interface {}'],
    [[1, 'a'], '[]interface {}'],
    [{ $type: 'time', $value: '2024-01-01T00:00:00Z' }, 'time.Time'],
    [{ $type: 'map[string]string', $value: {} }, 'map[string]string'],
    [{ $type: 'shop.Level', $wire: 'int', $value: 2 }, 'shop.Level'],
  ])('%j', (value, type) => {
    expect(warnings({ ok: 1, cart: value })).toEqual([
      `cart needs gob.Register with a ${type} in the application, or SCS refuses the whole session.`,
    ]);
  });

  test('one for each key and type', () => {
    const found = warnings({ a: [[1, 'x'], {}, {}], b: {} });
    expect(found.map((text) => text.replace(' in the application', '').slice(0, 50))).toEqual([
      'a needs gob.Register with a []interface {}, or SCS',
      'a needs gob.Register with a map[string]interface {',
      'b needs gob.Register with a map[string]interface {',
    ]);
  });
});

describe('what gob cannot say is refused, with its key and without its value', () => {
  const typed = (type: string, value: Json): Json => ({ $type: type, $value: value });
  const deep = Array.from({ length: 3000 }).reduce<Json>((inner) => [inner], 'secret');

  test.each<[string, Json, string]>([
    ['an array', ['secret'], 'the data'],
    ['a text', 'secret', 'the data'],
    ['null', null, 'the data'],
    ['a number beyond 64 bits', { k: 2n ** 64n }, 'the key k'],
    ['in a list', { k: [2n ** 64n] }, 'the key k'],
    ['beyond the width', { k: typed('int8', 300) }, 'the key k'],
    ['a negative one without sign', { k: typed('uint', -1) }, 'the key k'],
    ['a fraction', { k: typed('int', 1.5) }, 'the key k'],
    ['a float of 32 bits', { k: typed('float32', 1e39) }, 'the key k'],
    ['base64', { k: typed('bytes', 'secret!') }, 'the key k'],
    ['a time', { k: typed('time', 'secret') }, 'the key k'],
    ['a date that is none', { k: typed('time', '2023-02-29T00:00:00Z') }, 'the key k'],
    ['a zone of minus one minute', { k: typed('time', '2023-01-01T00:00:00-00:01') }, 'the key k'],
    ['a type', { k: typed('secret', 1) }, 'the key k'],
    ['a wire type', { k: { $type: 'x', $wire: 'secret', $value: 1 } }, 'the key k'],
    ['no value', { k: { $type: 'int' } }, 'the key k'],
    ['another key', { k: { $type: 'int', $value: 1, secret: 1 } }, 'the key k'],
    ['a type that is no text', { k: { $type: 5, $value: 1 } }, 'the key k'],
    ['a key with a dollar', { a: { k: [{ $ref: 'secret' }] } }, 'the key a.k[0].$ref'],
    ['half a surrogate pair', { a: [{ k: '\uD800' }] }, 'the key a[0].k'],
    ['the length of an array', { k: typed('[2]int', [1]) }, 'the key k'],
    ['an element', { k: typed('[]bool', [true, 'secret']) }, 'the key k[1]'],
    ['depth', { k: deep }, 'nested deeper'],
    ['types', { $types: { int: { is: 'secret' } } }, 'the key $types.int'],
  ])('%s', (_, data, where) => {
    let error: unknown;
    try {
      gob.encode(data, context);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'PAYLOAD_UNENCODABLE' });
    expect((error as Error).message).toContain(where);
    expect((error as Error).message).not.toContain('secret');
  });
});
