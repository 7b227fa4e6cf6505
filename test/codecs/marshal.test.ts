import { describe, expect, test } from 'vitest';
import { marshal } from '../../src/codecs/marshal/index.js';
import type { JsonObject } from '../../src/session.js';
import { bytes, expectNoPrototypes, refusal } from './rows.js';
import { samples } from './vectors.js';
import { effort } from '../helpers/effort.js';

describe('what Ruby wrote', () => {
  test.each(samples.marshal)('$name', ({ hex, json }) => {
    const payload = bytes(hex);
    expect(marshal.matches(payload)).toBe(true);
    const data = marshal.decode(payload);
    expect(data).toEqual(json);
    expectNoPrototypes(data);
    // As Ruby's Base64.encode64 gives it, and with ends of lines of Windows.
    const text = payload.toString('base64').replace(/.{60}/g, '$&\n');
    expect(marshal.matches(Buffer.from(text))).toBe(true);
    expect(marshal.decode(Buffer.from(`${text}\n`))).toEqual(json);
    expect(marshal.decode(Buffer.from(text.replaceAll('\n', '\r\n')))).toEqual(json);
  });
});

describe('hostile payloads', () => {
  test('__proto__ is a key like any other', () => {
    const data = marshal.decode(
      bytes('04087b06220e5f5f70726f746f5f5f7b062206786906'),
    ) as JsonObject;
    expect(Object.keys(data)).toEqual(['__proto__']);
    expectNoPrototypes(data);
    expect(({} as JsonObject)['x']).toBe(undefined);
  });

  test.each([
    ['lists', '5b06'],
    ['variables', '49'],
    ['extended', '653a00'],
  ])('deep %s', (_, level) => {
    const deep = Buffer.concat([bytes('0408'), bytes(level.repeat(100_000)), bytes('30')]);
    expect(refusal(marshal, deep)).toContain('deeper than 1000');
  });

  test('a billion laughs', () => {
    // Each list holds the one before it twice.
    const levels = Array.from(
      { length: 60 },
      (_, n) => `5b07 40${fixnum(n + 1)} 40${fixnum(n + 1)}`,
    );
    const laughs = bytes(`0408 5b${fixnum(61)} 5b00 ${levels.join('')}`);
    expect(effort(() => refusal(marshal, laughs))).toBeLessThan(200);
    expect(refusal(marshal, laughs)).toContain('more values than');
  });

  test.each([
    ['', 'not base64|a length'],
    ['0408', 'ends too early'],
    ['0409', 'not base64'],
    ['0408 5b04ffffff3f', 'elements where'],
    ['0408 5bfa', 'elements where'],
    ['0408 2204ffffff7f', 'a length of'],
    ['0408 22fa', 'a length of -1'],
    ['0408 3b00', 'a symbol that is not there'],
    ['0408 4006', 'a link to a value that is not there'],
    ['0408 40fa', 'a link to a value that is not there'],
    ['0408 6f30', 'an invalid name'],
    ['0408 6c2b02ffff', 'more than 4096'],
    ['0408 6c2006', 'without a sign'],
    ['0408 660678', 'an invalid float'],
    ['0408 78', 'of a kind that there is not'],
    ['0408 3030', 'bytes after the end'],
    ['0408 7b0630', 'elements where'],
  ])('%s', (payload, message) => {
    expect(refusal(marshal, bytes(payload))).toMatch(new RegExp(message));
    expect(refusal(marshal, bytes(payload))).toMatch(/\(at byte \d+\)$/);
  });

  test('a time whose fraction is no number is left as it was written', () => {
    const fraction = '3a0d 6e616e6f5f6e756d 7b00';
    const time = `0408 4975 3a09 54696d65 0d 00c01fc000000000 06 ${fraction}`;
    expect(marshal.decode(bytes(time))).toMatchObject({ __class: 'Time' });
  });

  test('a class of an object does not give way to a variable of that name', () => {
    const data = marshal.decode(bytes('0408 6f3a0641 06 3a0d405f5f636c617373 6906'));
    expect(data).toEqual({ __class: 'A', '@__class': 1 });
  });
});

const fixnum = (n: number): string => (n + 5).toString(16).padStart(2, '0');

test('only reads, and says what else to do', () => {
  expect(() => marshal.encode({}, { expiry: null })).toThrow('to json');
});

test.each(['', '{}', 'YTow', 'BA', 'a:1:{}'])('is not found in %j', (text) =>
  expect(marshal.matches(Buffer.from(text))).toBe(false),
);
