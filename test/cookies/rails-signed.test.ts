import { expect, it } from 'vitest';
import { createRailsSigned } from '../../src/cookies/rails-signed.js';
import { refusal } from './vectors.js';

const secret = 'not-so-secret-not-so-secret-not-so-secret';
/** Made by Rails 6.1.7, as the code that it generates for authentication sets it. */
const value =
  'eyJfcmFpbHMiOnsibWVzc2FnZSI6Ik1RPT0iLCJleHAiOiIyMDQ2LTExLTI2VDExOjU2OjIzLjYwMFoiLCJwdXIiOiJjb29raWUuc2Vzc2lvbl9pZCJ9fQ%3D%3D--d62ecc3cabc236ce5d6fe9f340c9129baf7f6e29';
/** Made by its MessageVerifier with a key by SHA-256, as newer Rails has it: a text, with a purpose and without. */
const mastodons =
  'eyJfcmFpbHMiOnsibWVzc2FnZSI6IklqQXhNak0wTlRZM09EbGhZbU5rWldZd01USXpORFUyTnpnNVlXSmpaR1ZtSWc9PSIsImV4cCI6bnVsbCwicHVyIjoiY29va2llLl9zZXNzaW9uX2lkIn19--51f4016d73648b47fc5a889f4369e8dd29625782';
const bare = 'ImFiYyI%3D--266223268ebf7bc05071567e8e1d85ac07fade8f604f5d675ea6be83f69c950a';
const textId = '0123456789abcdef0123456789abcdef';

const rails = createRailsSigned();
const mastodon = createRailsSigned('_session_id');

it('reads the signed cookies of Rails', () => {
  expect(rails.read(value, secret)).toEqual({ id: '1', signature: 'valid' });
  expect(rails.read(value, `another\n${secret}`)).toEqual({ id: '1', signature: 'valid' });
  expect(rails.read(value, 'another')).toEqual({ id: '1', signature: 'invalid' });
  expect(rails.read(value, undefined)).toEqual({ id: '1', signature: 'unchecked' });
  expect(mastodon.read(mastodons, secret)).toEqual({ id: textId, signature: 'valid' });
  expect(rails.read(bare, secret)).toEqual({ id: 'abc', signature: 'valid' });
});

it('writes what Rails writes', () => {
  expect(mastodon.write(textId, secret)).toBe(mastodons);
  expect(rails.read(rails.write('42', secret), secret)).toEqual({ id: '42', signature: 'valid' });
  expect(refusal(() => rails.write('42', undefined))).toContain('give it');
});

it('takes no value of another cookie for valid, and quotes nothing', () => {
  expect(mastodon.read(value, secret)).toEqual({ id: '1', signature: 'invalid' });
  const digest = 'a'.repeat(40);
  for (const other of [textId, `${value}x`, `e30=--${digest}`, `eyJhIjoxfQ==--${digest}`]) {
    const message = refusal(() => rails.read(other, secret));
    expect(message).toContain('session_id');
    expect(message).not.toContain(textId);
  }
});
