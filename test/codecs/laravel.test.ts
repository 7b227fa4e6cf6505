import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createLaravel, laravel } from '../../src/codecs/laravel/index.js';
import { expectNoPrototypes, expectRows, refusal, rowsOf } from './rows.js';

const table = { name: 'sessions', token: 'id', payload: 'payload' };
const key = 'base64:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
const context = { expiry: null };
const data = { _token: 'é', cart: { 'A-1': 2 }, list: [1, null, 0.5], n: 12345678901234567n };

const base64 = (text: string | Buffer): Buffer => Buffer.from(Buffer.from(text).toString('base64'));

test('rows that Laravel wrote', async () => {
  const rows = await rowsOf('laravel', 'id', table);
  expectRows(laravel, rows);
  for (const { payload } of rows) expectNoPrototypes(laravel.decode(payload));
});

describe('rows that Laravel encrypted', () => {
  test('decode with the key', async () => {
    expectRows(createLaravel({ key }), await rowsOf('laravel-encrypted', 'id', table));
  });

  test('say what they need without the key, and with another', async () => {
    const other = createLaravel({ key: 'x'.repeat(32) });
    for (const { payload } of await rowsOf('laravel-encrypted', 'id', table)) {
      expect(laravel.matches(payload)).toBe(true);
      expect(refusal(laravel, payload)).toContain('APP_KEY');
      expect(refusal(other, payload)).toContain('not the one it was made with');
    }
  });
});

/** Encrypts as Laravel's Encrypter does. */
function encrypted(content: string, secret: Buffer, mode: 'cbc' | 'gcm'): Buffer {
  const iv = Buffer.alloc(mode === 'gcm' ? 12 : 16, 7);
  const plain = `s:${Buffer.byteLength(content)}:"${content}";`;
  const name = `aes-${secret.length * 8}-${mode}`;
  const cipher = createCipheriv(name as 'aes-256-gcm', secret, iv);
  const value = Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
  const tag = mode === 'gcm' ? cipher.getAuthTag().toString('base64') : '';
  const hash = createHmac('sha256', secret).update(iv.toString('base64') + value);
  const mac = mode === 'gcm' ? '' : hash.digest('hex');
  const envelope = JSON.stringify({ iv: iv.toString('base64'), value, mac, tag });
  return base64(base64(envelope));
}

describe('each cipher', () => {
  test.each([
    [16, 'cbc'],
    [32, 'cbc'],
    [16, 'gcm'],
    [32, 'gcm'],
  ] as const)('AES of %i bytes, %s', (size, mode) => {
    const secret = Buffer.alloc(size, 'k');
    const codec = createLaravel({ key: `base64:${secret.toString('base64')}` });
    const payload = encrypted('a:1:{s:1:"a";i:1;}', secret, mode);
    expect(codec.matches(payload)).toBe(true);
    expect(codec.decode(payload)).toEqual({ a: 1 });
    expect(codec.decode(encrypted('{"a":1}', secret, mode))).toEqual({ a: 1 });
    const raw = createLaravel({ key: secret.toString() });
    expect(raw.decode(payload)).toEqual({ a: 1 });
    const damaged = Buffer.from(payload);
    damaged[40] = damaged[40] === 0x41 ? 0x42 : 0x41;
    expect(refusal(codec, damaged)).not.toBe('decoded');
  });

  test('a key of another length is refused', () => {
    expect(() => createLaravel({ key: 'base64:YWJj' })).toThrow('16 or 32 bytes');
  });
});

describe('writing', () => {
  test.each(['php', 'json'] as const)('%s comes back', (form) => {
    const { payload } = createLaravel({ form }).encode(data, context);
    expect(laravel.matches(payload)).toBe(true);
    expect(laravel.decode(payload)).toEqual(data);
  });

  test('what the framework writes', async () => {
    const codec = createLaravel({ form: 'php' });
    for (const { name, payload, expected } of await rowsOf('laravel', 'id', table)) {
      if (name === 'types') continue;
      expect(codec.encode(expected, context).payload.toString()).toBe(payload.toString());
    }
  });

  test('JSON where nothing else is asked for', () => {
    expect(laravel.encode({ a: 1 }, context).payload).toEqual(base64('{"a":1}'));
    expect(() => laravel.encode('a', context)).toThrow('an object of keys');
  });
});

/** What Laravel's EncryptedStore would read: independent of what wrote it. */
function decrypted(payload: Buffer, secret: Buffer): { text: string; mode: 'cbc' | 'gcm' } {
  const from64 = (text: string): Buffer => Buffer.from(text, 'base64');
  const envelope = from64(from64(payload.toString()).toString()).toString();
  expect(envelope).toMatch(/^\{"iv":"[^"]+","value":"[^"]+","mac":"[0-9a-f]*","tag":"[^"]*"\}$/);
  const { iv, value, mac, tag } = JSON.parse(envelope) as Record<string, string>;
  const isGcm = tag !== '';
  const name = `aes-${secret.length * 8}-${isGcm ? 'gcm' : 'cbc'}`;
  const decipher = createDecipheriv(name as 'aes-256-gcm', secret, from64(iv ?? ''));
  if (isGcm) decipher.setAuthTag(from64(tag ?? ''));
  const made = createHmac('sha256', secret)
    .update(`${iv ?? ''}${value ?? ''}`)
    .digest('hex');
  expect(mac).toBe(isGcm ? '' : made);
  const text = Buffer.concat([decipher.update(from64(value ?? '')), decipher.final()]).toString();
  return { text, mode: isGcm ? 'gcm' : 'cbc' };
}

describe('writing where the application encrypts', () => {
  const secret = Buffer.alloc(32, 'k');
  const old = Buffer.alloc(16, 'o');
  const asKey = (bytes: Buffer): string => `base64:${bytes.toString('base64')}`;

  test.each([
    ['cbc', 'a:1:{s:1:"a";s:2:"é";}'],
    ['gcm', 'a:1:{s:1:"a";s:2:"é";}'],
    ['cbc', '{"a":"é"}'],
    ['gcm', '{"a":"é"}'],
  ] as const)('AES-256-%s around %s, as its rows have it', (mode, content) => {
    const sample = encrypted(content, secret, mode);
    const codec = laravel.as?.({ secret: asKey(secret), sample }) ?? laravel;
    const { payload } = codec.encode({ a: 'é' }, context);
    const text = `s:${Buffer.byteLength(content)}:"${content}";`;
    expect(decrypted(payload, secret)).toEqual({ text, mode });
    expect(codec.encode({ a: 'é' }, context).payload).not.toEqual(payload);
    expect(codec.decode(payload)).toEqual({ a: 'é' });
  });

  test('the current key is written with, and former ones read', () => {
    const sample = encrypted('{"a":1}', old, 'cbc');
    const codec = laravel.as?.({ secret: `${asKey(secret)}\n${asKey(old)}`, sample }) ?? laravel;
    expect(codec.decode(sample)).toEqual({ a: 1 });
    expect(decrypted(codec.encode({ b: 1 }, context).payload, secret).text).toBe('s:7:"{"b":1}";');
  });

  test('nothing is written that the application could not read', () => {
    const sample = encrypted('{"a":1}', secret, 'gcm');
    for (const [key, why] of [
      [undefined, 'give the APP_KEY'],
      [asKey(old), 'not that of the sessions'],
    ] as const) {
      const codec = laravel.as?.({ ...(key !== undefined && { secret: key }), sample }) ?? laravel;
      expect(() => codec.encode({ b: 1 }, context)).toThrow(why);
    }
  });
});

test.each(['', '{"a":1}', 'e30:1xVLya:abc', 'BAh7AA==', 'a:0:{}', '.eJxy'])(
  'is not found in %j',
  (text) => expect(laravel.matches(Buffer.from(text))).toBe(false),
);

test.each(['', '!', 'YTow', 'eyJ', 'ZXlKcGRpST0='])('refuses %j', (text) => {
  const message = refusal(laravel, Buffer.from(text));
  if (text !== '') expect(message).toMatch(/\(at byte \d+\)$/);
});
