import { describe, expect, test } from 'vitest';
import { gob } from '../../../src/codecs/gob/index.js';
import type { Json } from '../../../src/session.js';
import { bytes, canonical, deadline, gobCases, goVectors, throughText } from './vectors.js';

const context = { expiry: deadline };

/** Decodes, writes as text, encodes and decodes: the typed form must come out the same. */
function expectRoundTrip(payload: Buffer): void {
  const typed = gob.decode(payload, { typed: true });
  const again = gob.encode(throughText(typed), context).payload;
  expect(canonical(gob.decode(again, { typed: true }))).toBe(canonical(typed));
  expect(canonical(gob.decode(again))).toBe(canonical(gob.decode(payload)));
}

function typedOf(data: Json): Json {
  return gob.decode(gob.encode(data, context).payload, { typed: true });
}

describe('nothing is lost', () => {
  test.each([...gobCases.cases, ...gobCases.other_gob])('$name', ({ hex }) => {
    expectRoundTrip(bytes(hex));
  });

  test('in random sessions', () => {
    for (const { hex } of goVectors.random) expectRoundTrip(bytes(hex));
  });
});

describe('what plain JSON says stays plain', () => {
  test.each<[Json]>([
    [1],
    [-1.5],
    [''],
    [true],
    [null],
    [['a']],
    [[]],
    [[1, 2]],
    [[1, 2.5]],
    [[false]],
    [{}],
    [{ a: { b: 1 } }],
    [[null]],
    [[[1], {}]],
    [2n ** 63n],
    [-(2n ** 63n)],
  ])('%s', (value) => {
    expect(canonical(typedOf({ v: value }))).toBe(canonical({ v: value }));
  });
});

describe('what plain JSON does not say is wrapped', () => {
  test.each<[string, Json]>([
    ['float64', 3],
    ['float64', '-0'],
    ['float64', 'NaN'],
    ['float64', '-Inf'],
    ['float64', 1e300],
    ['int8', -128],
    ['uint64', 1],
    ['[]interface {}', []],
    ['[]interface {}', ['a', 'b']],
    ['[]interface {}', [1]],
    ['[]float64', [1, 2]],
    ['[]uint8', ''],
    ['map[string]interface {}', {}],
  ])('%s %j', (type, value) => {
    const wrapped = { $type: type, $value: value };
    const isPlain = type === 'map[string]interface {}';
    expect(typedOf({ v: wrapped })).toEqual({ v: isPlain ? value : wrapped });
  });
});

describe('times', () => {
  test.each([
    '2024-07-01T10:20:30.987654321+02:00',
    '2024-07-01T10:20:30Z',
    '2024-07-01T10:20:30+00:00',
    '1883-11-18T12:03:58-04:56:02',
    '1900-01-01T00:00:00.5+00:53:28',
    '2024-07-01T10:20:30-00:00:30',
    '0001-01-01T00:00:00Z',
    '10000-01-01T00:00:00Z',
    '-0044-03-15T12:00:00Z',
  ])('%s', (time) => {
    const wrapped = { $type: 'time.Time', $value: time };
    expect(typedOf({ v: wrapped })).toEqual({ v: wrapped });
  });

  test('a zone with seconds is shown as Go does', () => {
    const { payload } = gob.encode(
      { v: { $type: 'time', $value: '1883-11-18T12:03:58-04:56:02' } },
      context,
    );
    expect(gob.decode(payload)).toEqual({ v: '1883-11-18T12:03:58-04:56' });
  });
});

describe('keys and text', () => {
  test('a key that begins with $ is doubled in the typed form only', () => {
    const { payload } = gob.encode({ $$type: 1, a: { $$: 2, $$$types: 3 } }, context);
    expect(gob.decode(payload)).toEqual({ $type: 1, a: { $: 2, $$types: 3 } });
    expect(gob.decode(payload, { typed: true })).toEqual({ $$type: 1, a: { $$: 2, $$$types: 3 } });
  });

  test('text and keys that are not UTF-8', () => {
    const data = { '$bytes:/w==': 1, t: { $type: 'string', $bytes: '/2E=' } };
    expect(typedOf(data)).toEqual(data);
    expect(gob.decode(gob.encode(data, context).payload)).toEqual({ '\uFFFD': 1, t: '\uFFFDa' });
  });
});

test('structs, named and recursive types by $wire and $types', () => {
  const data = {
    level: { $type: 'example.com/shop.Level', $wire: 'int', $value: 2 },
    cart: {
      $type: '*shop.Cart',
      $wire: 'Cart',
      $value: {
        Items: [{ SKU: 'A-1' }, { Kids: [{ SKU: 'B' }], Any: { $type: 'int8', $value: 1 } }],
      },
    },
    token: { $type: 'shop.Token', $wire: 'Token', $bytes: 'AAE=' },
    $types: {
      Cart: { struct: 'Cart', fields: [['Items', '[]Item']] },
      Item: {
        struct: 'Item',
        fields: [
          ['SKU', 'string'],
          ['Kids', '[]Item'],
          ['Any', 'interface {}'],
        ],
      },
      Token: { gob: 'Token' },
    },
  };
  const { payload, warnings } = gob.encode(data, context);
  expect(warnings).toHaveLength(3);
  expect(gob.decode(payload, { typed: true })).toEqual(data);
  expect(gob.decode(payload)).toEqual({
    level: 2,
    cart: {
      Items: [
        { SKU: 'A-1', Kids: [], Any: null },
        { SKU: '', Kids: [{ SKU: 'B', Kids: [], Any: null }], Any: 1 },
      ],
    },
    token: { $type: 'shop.Token', $bytes: 'AAE=' },
  });
});
