import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { parseKey } from '../../src/codecs/laravel/decrypt.js';
import { encrypt } from '../../src/codecs/laravel/encrypt.js';
import { createLaravel } from '../../src/cookies/laravel.js';
import { pickCookie } from '../../src/cookies/pasted.js';
import { refusal, valueOf, vectorsOf } from './vectors.js';

const vectors = vectorsOf('laravel');
const key = 'base64:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=';
const other = 'x'.repeat(32);

it('reads what EncryptCookies wrote, with each cipher', () => {
  expect(vectors.map(({ cipher }) => cipher)).toEqual([
    'AES-256-CBC',
    'AES-256-CBC',
    'AES-128-CBC',
    'AES-256-GCM',
  ]);
  for (const { name, id, secret, cookie_header: header, set_cookie: line = '' } of vectors) {
    const value = pickCookie(line, name);
    expect(value).toBe(valueOf(header));
    const laravel = createLaravel(name);
    expect(laravel.read(value, secret)).toEqual({ id, signature: 'valid' });
    expect(laravel.read(decodeURIComponent(value), secret).id).toBe(id);
    expect(laravel.read(value, `${other}\n${secret}`).id).toBe(id);
  }
});

interface Envelope {
  iv: string;
}

it('encrypts as the framework does, letter by letter', () => {
  for (const { name, id, secret, cookie_header: header, cipher = '' } of vectors) {
    const value = decodeURIComponent(valueOf(header));
    const { iv } = JSON.parse(Buffer.from(value, 'base64').toString()) as Envelope;
    const bytes = parseKey(secret);
    const mode = cipher.endsWith('GCM') ? 'gcm' : 'cbc';
    const prefix = createHmac('sha1', bytes).update(`${name}v2`).digest('hex');
    expect(encrypt(`${prefix}|${id}`, bytes, mode, Buffer.from(iv, 'base64'))).toBe(value);
  }
});

it('writes with the first key, each time with another vector', () => {
  const laravel = createLaravel();
  const value = laravel.write('an-id', `${key}\n${other}`);
  expect(laravel.read(value, key)).toEqual({ id: 'an-id', signature: 'valid' });
  expect(laravel.write('an-id', key)).not.toBe(value);
});

it('says what it needs, and quotes nothing', () => {
  const laravel = createLaravel();
  const value = laravel.write('an-id', key);
  expect(refusal(() => laravel.write('an-id', undefined))).toContain('give it');
  expect(refusal(() => laravel.read(value, undefined))).toContain('give it');
  expect(refusal(() => laravel.write('an-id', 'short'))).toContain('16 or 32 bytes');
  expect(refusal(() => laravel.read(value, other))).toContain('another APP_KEY');
  expect(refusal(() => laravel.read(value.slice(0, -20), key))).toContain('another APP_KEY');
  for (const none of ['', 'eyJ', 'T4UIjuf4tOtGhLjjEilvtHR2ErLuk41Wedp3ZsAu', 'eyJpdiI6!']) {
    expect(refusal(() => laravel.read(none, key))).toContain('not a whole laravel_session cookie');
  }
});

it('does not take a cookie of another name, such as the one against forgery', () => {
  const value = createLaravel('XSRF-TOKEN').write('a-csrf-token', key);
  const message = refusal(() => createLaravel().read(value, key));
  expect(message).toContain('another name than laravel_session');
  expect(message).not.toContain('a-csrf-token');
});
