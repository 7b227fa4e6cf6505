import { expect, it } from 'vitest';
import { tower } from '../../src/codecs/tower.js';
import { msgpack } from '../../src/codecs/msgpack/index.js';

/** 16 bytes from 0 to 15, as a cookie has them. */
const token = Buffer.from(Array.from({ length: 16 }, (_, i) => i)).toString('base64url');
const expiry = new Date('2024-12-31T23:59:58.250Z');

it('writes the id, the values and the end as rmp-serde does, and reads the values', () => {
  const { payload } = tower.encode({ n: 1 }, { token, expiry });
  // An i128 has its high bytes first; 2024 has 366 days.
  const id = '0f0e0d0c0b0a09080706050403020100';
  const end = 'cd07e8' + 'cd016e' + '17' + '3b' + '3a' + 'ce0ee6b280' + '000000';
  expect(payload.toString('hex')).toBe(`93c410${id}81a16e0199${end}`);
  expect(tower.matches(payload)).toBe(true);
  expect(tower.decode(payload)).toEqual({ n: 1 });
});

it('is taken for no other MessagePack, and takes none for a session', () => {
  const plain = msgpack.encode({ n: 1 }, { expiry: null }).payload;
  expect(tower.matches(plain)).toBe(false);
  expect(() => tower.decode(plain)).toThrow('not a session of tower-sessions');
  expect(() => tower.decode(Buffer.of(0x93, 0xc4, 0x10))).toThrow('not a session');
});

it.each([
  [{ n: 1 }, { token: 'too-short', expiry }, '22 characters'],
  [{ n: 1 }, { expiry }, '22 characters'],
  [{ n: 1 }, { token, expiry: null }, 'must run out'],
  [[1], { token, expiry }, 'an object'],
])('writes none without an id and an end: %j %j', (data, context, why) => {
  expect(() => tower.encode(data, context)).toThrow(why);
});
