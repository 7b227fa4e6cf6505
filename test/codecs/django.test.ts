import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createDjango, django, isDjangoSigned } from '../../src/codecs/django/index.js';
import type { JsonObject } from '../../src/session.js';
import { pickleOnly } from '../helpers/frameworks.js';
import { refusal, rowsOf } from './rows.js';
import { effort } from '../helpers/effort.js';

const secretKey = 'fixture-secret-key-not-for-production-0123456789';
const table = { name: 'django_session', token: 'session_key', payload: 'session_data' };
const context = { expiry: null };
const clock = { now: () => new Date('2026-11-23T12:00:00Z') };
const data = {
  _auth_user_id: '1',
  n: 12345678901234567890n,
  ünï: '日本 🚀',
  l: [1, null, { x: 0.5 }],
};

describe.each(['django', 'django-legacy', 'django-pickle'])('rows of %s', (folder) => {
  test('decode, with and without their signature checked', async () => {
    const checking = createDjango({ secretKey, check: true });
    for (const { name, payload, expected } of await rowsOf(folder, 'session_key', table)) {
      const wanted = name === 'pickle-only' ? pickleOnly : expected;
      expect({ name, matches: django.matches(payload) }).toEqual({ name, matches: true });
      expect(django.decode(payload)).toEqual(wanted);
      expect(checking.decode(payload)).toEqual(wanted);
      expect(isDjangoSigned(payload, secretKey)).toBe(true);
      expect(isDjangoSigned(payload, 'another')).toBe(false);
      expect(isDjangoSigned(payload, secretKey, 'other.salt')).toBe(false);
    }
  });

  test('are refused whole where the signature is checked against another secret', async () => {
    const checking = createDjango({ secretKey: 'another', check: true });
    for (const { payload } of await rowsOf(folder, 'session_key', table)) {
      expect(refusal(checking, payload)).toContain('not signed with the secret');
    }
  });
});

describe('writing', () => {
  test.each(['signed', 'legacy'] as const)('the %s form comes back, signed', (form) => {
    const codec = createDjango({ secretKey, form, clock });
    const { payload, warnings } = codec.encode(data, context);
    expect(warnings).toEqual([]);
    expect(codec.matches(payload)).toBe(true);
    expect(django.decode(payload)).toEqual(data);
    expect(isDjangoSigned(payload, secretKey)).toBe(true);
  });

  test('is what Django 3.2 wrote, byte for byte, but for the time', () => {
    const { payload } = createDjango({ secretKey, clock }).encode({ a: 1 }, context);
    expect(payload.toString()).toMatch(/^eyJhIjoxfQ:1xVSiG:[\w-]{43}$/);
  });

  test('compresses where that is shorter', () => {
    const { payload } = createDjango({ secretKey }).encode({ a: 'x'.repeat(500) }, context);
    expect(payload.toString()).toMatch(/^\.eJ/);
    expect(payload.length).toBeLessThan(100);
  });

  test('needs the secret, and says so', () => {
    expect(() => django.encode(data, context)).toThrow(
      expect.objectContaining({
        code: 'PAYLOAD_UNENCODABLE',
        message: expect.stringContaining('SECRET_KEY') as string,
        options: ['secret'],
      }),
    );
  });

  test('takes an object only', () => {
    expect(() => createDjango({ secretKey }).encode([1], context)).toThrow('object of keys');
  });
});

describe('hostile payloads', () => {
  const signed = (content: string): Buffer => Buffer.from(`${content}:1xVLya:${'A'.repeat(43)}`);
  const compressed = (content: string | Buffer): Buffer =>
    signed(`.${deflateSync(content, { level: 9 }).toString('base64url')}`);

  test('a zip bomb is refused, at once', () => {
    const bomb = compressed(Buffer.alloc(200_000_000));
    expect(effort(() => refusal(django, bomb))).toBeLessThan(100);
    expect(refusal(django, bomb)).toMatch(/inflates to more than \d+ bytes \(at byte 1\)/);
  });

  test('so is one of many small lists', () => {
    const bomb = compressed(`{"a":[${'[],'.repeat(3_000_000)}[]]}`);
    expect(refusal(django, bomb)).not.toBe('decoded');
  });

  test.each([
    ['', 'neither a signature nor a hash'],
    ['!!!', 'not base64'],
    ['e30', 'neither a signature nor a hash'],
    ['e30:1xVLya', 'no time and signature'],
    ['e30:1xVLya:a:b', 'no time and signature'],
    ['.e30:1xVLya:abc', 'not zlib data'],
    ['eyJ:1xVLya:abc', 'not JSON'],
    [':1xVLya:abc', 'not JSON'],
  ])('%j', (payload, message) => {
    expect(refusal(django, Buffer.from(payload))).toContain(message);
  });

  test('__proto__ is a key like any other', () => {
    const content = Buffer.from('{"__proto__":{"x":1}}').toString('base64url');
    const value = django.decode(signed(content)) as JsonObject;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as JsonObject)['x']).toBe(undefined);
  });
});

test.each(['{"a":1}', 'YTowOnt9', 'eyJhIjoxfQ==', 'BAh7AA==', 'a:0:{}', 'eyJhIjoxfQ:x', ''])(
  'is not found in %j',
  (text) => expect(django.matches(Buffer.from(text))).toBe(false),
);
