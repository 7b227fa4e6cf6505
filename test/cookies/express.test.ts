import { expect, it } from 'vitest';
import { createExpress } from '../../src/cookies/express.js';
import { refusal, valueOf, vectorsOf } from './vectors.js';

const express = createExpress();
const vectors = vectorsOf('express');
const secret = 'fixture-secret-1';
const sample = 's:abc.def.6DmUxNFPoODO0HzhYvV0/sJf6O+r0nLmRrSlpFjhYzY';

it('reads every cookie that express-session wrote, sent or percent-decoded', () => {
  expect(vectors).toHaveLength(72);
  for (const { id, cookie_header: header } of vectors) {
    const value = valueOf(header);
    expect(express.read(value, secret)).toEqual({ id, signature: 'valid' });
    expect(express.read(decodeURIComponent(value), secret)).toEqual({ id, signature: 'valid' });
    expect(express.read(`"${value}"`, secret)).toEqual({ id, signature: 'valid' });
    expect(express.read(value, 'another')).toEqual({ id, signature: 'invalid' });
    expect(express.read(value, undefined)).toEqual({ id, signature: 'unchecked' });
  }
});

it('writes each of them, letter by letter', () => {
  for (const { id, cookie_header: header } of vectors) {
    expect(`${express.cookieName}=${express.write(id, secret)}`).toBe(header);
  }
});

it('signs with the first of several secrets and takes any', () => {
  const value = express.write('an-id', 'old');
  expect(express.read(value, 'new\r\n\r\nold\n').signature).toBe('valid');
  expect(express.read(value, 'new\nolder').signature).toBe('invalid');
  expect(express.write('an-id', 'new\nold')).toBe(express.write('an-id', 'new'));
});

it('takes an id with dots in it', () => {
  expect(express.read(sample, undefined).id).toBe('abc.def');
  expect(express.read(express.write('a.b.c', 'k'), 'k').id).toBe('a.b.c');
});

it('reads what @fastify/session sends, which has no s:', () => {
  // Made by the signer of @fastify/cookie 11.1.5.
  const value = 'q3Jx8kPdQ2mT5vYbN7wZ1cRfL0hGsA9e.oGLSI0Q2YYcbpt77Z/bS97O27NZCe8LDv4QDeR9W6XY';
  const key = 'a-secret-of-at-least-32-characters!';
  const id = 'q3Jx8kPdQ2mT5vYbN7wZ1cRfL0hGsA9e';
  const shop = createExpress('sessionId');
  expect(shop.read(value, key)).toEqual({ id, signature: 'valid' });
  expect(shop.read(encodeURIComponent(value), key)).toEqual({ id, signature: 'valid' });
  expect(shop.read(value, 'another').signature).toBe('invalid');
});

it('says what it needs, and quotes nothing', () => {
  expect(refusal(() => express.write('an-id', undefined))).toContain('give it');
  expect(refusal(() => express.write('an-id', '\n'))).toContain('empty');
  expect(refusal(() => express.read(sample, ''))).toContain('empty');
  const id = 'vrDAfhupbSBY';
  for (const value of [id, `s:${id}`, sample.slice(0, -1), `${sample}A`, `j:${id}`, '', 's:.']) {
    const message = refusal(() => express.read(value, secret));
    expect(message).toContain('connect.sid');
    expect(message).not.toContain(id);
  }
});

it('takes the name that the application gave it', () => {
  expect(createExpress('shop.sid').cookieName).toBe('shop.sid');
  expect(refusal(() => createExpress('a=b; c'))).toContain('letters');
});
