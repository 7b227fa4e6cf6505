import { describe, expect, test } from 'vitest';
import { msgpack } from '../../src/codecs/msgpack/index.js';
import type { Json, JsonObject } from '../../src/session.js';
import { bytes, expectNoPrototypes, refusal } from './rows.js';
import { samples } from './vectors.js';

const context = { expiry: null };
/** What Python writes otherwise than JSON can say: floats that are whole, bytes, times, keys. */
const oneWay = ['floats', 'bytes', 'times', 'keys', 'ext'];

describe('what msgspec wrote', () => {
  test.each(samples.msgpack)('$name', ({ name, hex, json }) => {
    const payload = bytes(hex);
    if (name === 'session') expect(msgpack.matches(payload)).toBe(true);
    const data = msgpack.decode(payload);
    expect(data).toEqual(json);
    expectNoPrototypes(data);
    if (!oneWay.includes(name)) expect(msgpack.encode(data, context).payload).toEqual(payload);
    const typed = msgpack.decode(payload, { typed: true });
    const again = msgpack.encode(typed, context).payload;
    expect(msgpack.decode(again)).toEqual(data);
    if (name === 'bytes' || name === 'ext') expect(again).toEqual(payload);
  });

  test('a row of Flask-Session 0.8', () => {
    const payload = bytes('83aa5f7065726d616e656e74c3a475736572a5616c696365a16e01');
    expect(msgpack.decode(payload)).toEqual({ _permanent: true, user: 'alice', n: 1 });
    expect(msgpack.matches(payload)).toBe(true);
    expect(msgpack.encode(msgpack.decode(payload), context).payload).toEqual(payload);
  });
});

describe('matches', () => {
  const many = (count: number): Buffer =>
    msgpack.encode(
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`key ${n}`, n])),
      context,
    ).payload;

  test.each([0, 1, 15, 16, 70_000])('a map of %i', (count) => {
    expect(msgpack.matches(many(count))).toBe(true);
    expect(Object.keys(msgpack.decode(many(count)) as JsonObject)).toHaveLength(count);
  });

  test.each(['', '8004952e', '80049400', '8101', '93a161', '7b7d', 'de0001'])('not %s', (hex) =>
    expect(msgpack.matches(bytes(hex))).toBe(false),
  );
});

describe('hostile payloads', () => {
  test('__proto__ is a key like any other', () => {
    const data = msgpack.decode(bytes('81a95f5f70726f746f5f5f81a17801')) as JsonObject;
    expect(Object.keys(data)).toEqual(['__proto__']);
    expectNoPrototypes(data);
    expect(({} as JsonObject)['x']).toBe(undefined);
  });

  test.each([
    ['', 'ends too early'],
    ['ddffffffff', 'elements where'],
    ['dfffffffff', 'elements where'],
    ['dbffffffff', 'a length of'],
    ['c6ffffffff', 'a length of'],
    ['c9ffffffff01', 'a length of'],
    ['c1', 'of a kind that there is not'],
    ['cb00', 'a length of 8'],
    ['8000', 'bytes after the end'],
    ['91'.repeat(5000), 'deeper than 1000'],
    ['8181a1610101', 'a map within the key'],
    ['81de0001a1610101', 'a map within the key'],
    ['819181a1610101', 'a map within the key'],
  ])('%s', (payload, message) => {
    expect(refusal(msgpack, bytes(payload))).toContain(message);
    expect(refusal(msgpack, bytes(payload))).toMatch(/\(at byte \d+\)$/);
  });
});

describe('writing refuses', () => {
  test.each<[Json, string]>([
    [[1], 'an object of keys'],
    [{ a: [2n ** 64n] }, 'the key a[0]'],
    [{ a: -(2n ** 63n) - 1n }, 'as large'],
  ])('%#', (data, message) => {
    expect(() => msgpack.encode(data, context)).toThrow(message);
  });
});
