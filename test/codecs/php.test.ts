import { describe, expect, test } from 'vitest';
import { php, phpSession } from '../../src/codecs/php/index.js';
import type { Json, JsonObject } from '../../src/session.js';
import { expectNoPrototypes, expectRows, refusal, rowsOf } from './rows.js';
import { samples } from './vectors.js';
import { effort } from '../helpers/effort.js';

const table = { name: 'sessions', token: 'sess_id', payload: 'sess_data' };
const context = { expiry: null };
const decode = (text: string): Json => php.decode(Buffer.from(text, 'latin1'));

describe.each([
  ['symfony-pdo', phpSession],
  ['symfony-pdo-php_serialize', php],
] as const)('rows of %s', (folder, codec) => {
  test('decode to what Symfony reads back', async () => {
    const rows = await rowsOf(folder, 'id', table);
    // Symfony adds the flashes that there are none of.
    for (const { payload, expected } of rows) {
      if (!payload.includes('_symfony_flashes')) {
        delete (expected as JsonObject)['_symfony_flashes'];
      }
    }
    expectRows(codec, rows);
    for (const { payload } of rows) {
      const data = codec.decode(payload);
      expect(codec.encode(data, context).payload).toEqual(payload);
      expectNoPrototypes(data);
    }
  });
});

describe('values', () => {
  test.each<[string, Json]>([
    ['N;', null],
    ['b:1;', true],
    ['i:-5;', -5],
    ['i:9223372036854775807;', 9223372036854775807n],
    ['d:0.1;', 0.1],
    ['d:1.0E+25;', 1e25],
    ['d:NAN;', 'NaN'],
    ['d:-INF;', '-Inf'],
    ['s:2:"\u00c3\u00a9";', 'é'],
    ['s:2:"\u0000\u00ff";', { __hex: '00ff' }],
    ['S:3:"a\\62c";', 'abc'],
    ['s:3:"";"";', '";"'],
    ['a:0:{}', []],
    ['a:2:{i:0;i:1;i:1;i:2;}', [1, 2]],
    ['a:2:{i:1;i:1;i:0;i:2;}', { 1: 1, 0: 2 }],
    ['a:2:{i:0;s:1:"a";s:1:"k";s:1:"b";}', { 0: 'a', k: 'b' }],
    ['E:11:"Suit:Hearts";', { __class: 'Suit', case: 'Hearts' }],
    ['C:3:"Old":4:{x;{}}', { __class: 'Old', data: 'x;{}' }],
    ['O:8:"stdClass":1:{s:1:"p";i:1;}', { __class: 'stdClass', p: 1 }],
    [
      'O:4:"Item":3:{s:3:"sku";s:1:"A";s:6:"\0*\0qty";i:2;s:11:"\0Item\0price";d:9.99;}',
      { __class: 'Item', sku: 'A', qty: 2, price: 9.99 },
    ],
    ['O:1:"B":2:{s:4:"\0B\0x";i:1;s:4:"\0A\0x";i:2;}', { __class: 'B', x: 1, 'A::x': 2 }],
    ['O:1:"X":1:{s:7:"__class";s:1:"Y";}', { __class: 'X', '*::__class': 'Y' }],
    [
      when('DateTimeImmutable', '2024-05-06 07:08:09.000000', 1, '+02:00'),
      iso('2024-05-06T07:08:09+02:00'),
    ],
    [
      when('DateTimeImmutable', '2024-05-06 07:08:09.120000', 3, 'UTC'),
      iso('2024-05-06T07:08:09.12+00:00'),
    ],
    [
      when('DateTimeImmutable', '2024-01-06 07:08:09.000000', 3, 'Europe/Berlin'),
      iso('2024-01-06T07:08:09+01:00'),
    ],
    [
      when('DateTimeImmutable', '2024-07-06 00:30:00.000000', 3, 'America/New_York'),
      iso('2024-07-06T00:30:00-04:00'),
    ],
  ])('%j', (text, value) => {
    expect(decode(text)).toEqual(value);
    expect(php.matches(Buffer.from(text, 'latin1'))).toBe(true);
    expect(phpSession.matches(Buffer.from(text, 'latin1'))).toBe(false);
  });

  test.each([
    ['EST', '-05:00'],
    ['CEST', '+02:00'],
    ['ACST', '+09:30'],
  ])('a date in a zone known by the abbreviation %s', (zone, offset) => {
    expect(decode(when('DateTimeImmutable', '2024-07-06 07:08:09.500000', 2, zone))).toEqual(
      iso(`2024-07-06T07:08:09.5${offset}`),
    );
  });

  test.each(['x:y', 's:5', 'a:b', 'N;a', 'i:x'])('a session whose first name is %s', (name) => {
    expect(decode(`${name}|i:1;b|a:1:{i:0;s:1:"|";}`)).toEqual({ [name]: 1, b: ['|'] });
  });

  test('no payload is a session without values', () => {
    expect([decode(''), phpSession.decode(Buffer.of())]).toEqual([{}, {}]);
    expect(phpSession.encode({}, context).payload.length).toBe(0);
  });

  test('a date in a zone that is not known keeps its parts', () => {
    expect(decode(when('DateTime', '2024-05-06 07:08:09.000000', 3, 'Mars/Base'))).toEqual({
      __class: 'DateTime',
      date: '2024-05-06 07:08:09.000000',
      timezone_type: 3,
      timezone: 'Mars/Base',
    });
  });
});

function when(name: string, date: string, kind: number, zone: string): string {
  const text = (value: string): string => `s:${value.length}:"${value}";`;
  return `O:${name.length}:"${name}":3:{${text('date')}${text(date)}${text('timezone_type')}i:${kind};${text('timezone')}${text(zone)}}`;
}

function iso(text: string): Json {
  return { __class: 'DateTimeImmutable', iso: text };
}

describe('what PHP wrote', () => {
  test.each(samples.php)('$name, $handler', ({ name, handler, hex, json }) => {
    const payload = Buffer.from(hex, 'hex');
    const codec = handler === 'php' ? phpSession : php;
    expect(codec.matches(payload)).toBe(true);
    const data = codec.decode(payload);
    expect(data).toEqual(json);
    expectNoPrototypes(data);
    if (name === 'keys') expect(php.encode(data, context).payload.length).toBe(payload.length);
  });
});

describe('references', () => {
  test('to a value and to an object', () => {
    expect(decode('a:3:{i:0;a:1:{i:0;i:7;}i:1;R:3;i:2;R:2;}')).toEqual([[7], 7, [7]]);
    expect(decode('a:2:{i:0;O:1:"A":1:{s:1:"x";i:1;}i:1;r:2;}')).toEqual([
      { __class: 'A', x: 1 },
      { __class: 'A', x: 1 },
    ]);
  });

  test('to what holds them', () => {
    expect(decode('O:1:"A":1:{s:2:"me";r:1;}')).toEqual({ __class: 'A', me: { __cycle: true } });
  });

  test('from one key of a session to another', () => {
    const data = phpSession.decode(Buffer.from('a|O:1:"A":0:{}b|r:1;!d|'));
    expect(data).toEqual({ a: { __class: 'A' }, b: { __class: 'A' }, d: null });
  });

  test('past an object that wrote itself are not guessed', () => {
    expect(decode('a:3:{i:0;C:1:"A":4:{i:1;}i:1;R:9;i:2;R:1;}')).toEqual([
      { __class: 'A', data: 'i:1;' },
      { __ref: 9 },
      { __cycle: true },
    ]);
  });

  test('a billion laughs are refused', () => {
    const laughs = Buffer.from(doubling(60));
    expect(effort(() => refusal(php, laughs))).toBeLessThan(200);
    expect(refusal(php, laughs)).toContain('more values than');
  });
});

/** Each list holds the one before twice: R does not count, so list n is value n + 2. */
function doubling(levels: number): string {
  let text = 'i:0;a:0:{}';
  for (let n = 1; n < levels; n++) text += `i:${n};a:2:{i:0;R:${n + 1};i:1;R:${n + 1};}`;
  return `a:${levels}:{${text}}`;
}

describe('writing', () => {
  const data = {
    user: 'é 🚀',
    n: 1,
    f: 0.5,
    big: 9007199254740993n,
    l: [1, [null, true]],
    o: { 7: 's', x: [] },
  };

  test.each([php, phpSession])('$name comes back', (codec) => {
    const { payload } = codec.encode(data, context);
    expect(codec.matches(payload)).toBe(true);
    expect(codec.decode(payload)).toEqual(data);
  });

  test('as PHP writes it', () => {
    expect(
      php.encode({ a: [1, 'é'], 7: { __hex: '00ff' } }, context).payload.toString('latin1'),
    ).toBe('a:2:{i:7;s:2:"\u0000\u00ff";s:1:"a";a:2:{i:0;i:1;i:1;s:2:"\u00c3\u00a9";}}');
    expect(phpSession.encode({ a: 1, b: [] }, context).payload.toString()).toBe('a|i:1;b|a:0:{}');
  });

  test.each<[Json, string]>([
    [{ a: { b: { __class: 'X' } } }, 'the key a.b'],
    [{ a: 2n ** 63n }, 'as large'],
  ])('refuses what PHP must not be given: %#', (value, message) => {
    expect(() => php.encode(value, context)).toThrow(message);
  });

  test.each(['a|b', '!a', '7', ''])('refuses the session key %j', (key) => {
    expect(() => phpSession.encode({ [key]: 1 }, context)).toThrow('PHP keeps no session key');
  });
});

describe('hostile payloads', () => {
  test.each([
    ['a:99999999:{}', 'elements where'],
    ['s:99999999:"a";', 'a length of 99999999'],
    ['S:99999999:"a";', 'elements where'],
    ['C:1:"A":999999:{}', 'a length of'],
    ['R:1;', 'a reference'],
    ['a:1:{i:0;R:5;}', 'a reference'],
    ['i:12', 'without an end'],
    ['i:1e5;', 'invalid whole number'],
    ['x:1;', 'of a kind that there is not'],
    ['a:1:{a:0:{}i:1;}', 'an invalid key'],
    ['i:1;i:2;', 'bytes after the end'],
    [`a:1:{i:0;${'a:1:{i:0;'.repeat(5000)}`, 'deeper than 1000'],
    ['nobar', 'a name without an end'],
  ])('%j', (text, message) => {
    expect(refusal(php, Buffer.from(text))).toMatch(message);
    expect(refusal(php, Buffer.from(text))).toMatch(/\(at byte \d+\)$/);
  });

  test('__proto__ is a key like any other', () => {
    const value = decode('a:1:{s:9:"__proto__";a:1:{s:1:"x";i:1;}}') as JsonObject;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expectNoPrototypes(value);
    expect(({} as JsonObject)['x']).toBe(undefined);
  });
});
