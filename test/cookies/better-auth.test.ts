import { expect, it } from 'vitest';
import { createBetterAuth } from '../../src/cookies/better-auth.js';
import { pickCookie } from '../../src/cookies/pasted.js';
import { refusal, valueOf, vectorsOf } from './vectors.js';

const betterAuth = createBetterAuth();
const vectors = vectorsOf('better-auth');

it('reads and writes the cookies of better-auth and better-call', () => {
  expect(vectors).toHaveLength(4);
  for (const { id, secret, cookie_header: header } of vectors) {
    const value = valueOf(header);
    expect(betterAuth.read(value, secret)).toEqual({ id, signature: 'valid' });
    expect(betterAuth.read(decodeURIComponent(value), secret).signature).toBe('valid');
    expect(betterAuth.read(value, `${secret}x`)).toEqual({ id, signature: 'invalid' });
    expect(betterAuth.read(value, undefined)).toEqual({ id, signature: 'unchecked' });
    expect(betterAuth.write(id, secret)).toBe(value);
  }
});

it('finds its cookie on http and on https', () => {
  for (const { cookie_header: header, set_cookie: line = header } of vectors) {
    expect(pickCookie(header, betterAuth.cookieName)).toBe(valueOf(header));
    expect(pickCookie(`Set-Cookie: ${line}`, betterAuth.cookieName)).toBe(valueOf(header));
  }
});

it('takes a value that was copied decoded, and ends in "="', () => {
  const [{ cookie_header: header } = { cookie_header: '' }] = vectors;
  const decoded = decodeURIComponent(valueOf(header));
  expect(decoded).toMatch(/=$/);
  expect(pickCookie(decoded, betterAuth.cookieName)).toBe(decoded);
});

it('takes the current secret alone, as the framework does', () => {
  const value = betterAuth.write('a-token', 'old');
  expect(betterAuth.read(value, 'old\nolder').signature).toBe('valid');
  expect(betterAuth.read(value, 'new\nold').signature).toBe('invalid');
});

it('says what it needs, and quotes nothing', () => {
  expect(refusal(() => betterAuth.write('a-token', undefined))).toContain('give it');
  const token = '5GXpqJ9Z085l26wYmpr68R1TesLHLIrm';
  for (const value of [token, `${token}.`, `${token}.abc=`, '', '.', `.${'A'.repeat(43)}=`]) {
    const message = refusal(() => betterAuth.read(value, 'k'));
    expect(message).toContain('better-auth.session_token');
    expect(message).not.toContain(token);
  }
});
