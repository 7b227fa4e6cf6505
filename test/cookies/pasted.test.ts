import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickCookie } from '../../src/cookies/pasted.js';
import { anyText, refusal } from './vectors.js';

const value = 's%3AvrDAfhup.uayCM2ATrIc3L';

describe('what people copy', () => {
  it.each([
    value,
    ` ${value}\n`,
    `${value};`,
    `connect.sid=${value}`,
    `connect.sid=${value};`,
    `connect.sid = ${value} `,
    `Cookie: connect.sid=${value}`,
    `cookie:connect.sid=${value}; theme=dark`,
    `COOKIE: a=b; connect.sid=${value}; c=d`,
    `a=b; connect.sid=${value}; c=d\r\n`,
    `a=b;connect.sid=${value};c`,
    `lone; connect.sid=${value}`,
    `connect.sid=${value}; connect.sid=${value}`,
    `Set-Cookie: connect.sid=${value}; Path=/; Expires=Fri, 25 Dec 2026 10:54:07 GMT; HttpOnly`,
    `connect.sid=${value}; Path=/; Max-Age=60; Secure; SameSite=Lax`,
    `__Secure-connect.sid=${value}`,
    `a=b; __Host-connect.sid=${value}`,
  ])('%j', (text) => {
    expect(pickCookie(text, 'connect.sid')).toBe(value);
  });

  it('a value that ends as base64 does', () => {
    expect(pickCookie('token.c2ln=', 'better-auth.session_token')).toBe('token.c2ln=');
    expect(pickCookie('eyJpdiI6IiJ9==', 'laravel_session')).toBe('eyJpdiI6IiJ9==');
    expect(pickCookie('laravel_session=eyJ9==; a=b', 'laravel_session')).toBe('eyJ9==');
  });
});

describe('names', () => {
  it('with a prefix are taken to the letter', () => {
    const text = 'id=dev; __Secure-id=prod';
    expect(pickCookie(text, '__Secure-id')).toBe('prod');
    expect(refusal(() => pickCookie(text, 'id'))).toContain('several id cookies');
    expect(refusal(() => pickCookie('id=dev', '__Host-id'))).toContain('no __Host-id cookie');
  });
  it('keep their case, and are not found inside others', () => {
    for (const text of ['ID=x', 'xid=y', 'id2=z', 'a=id']) {
      expect(refusal(() => pickCookie(text, 'id'))).toContain('no id cookie');
    }
  });
  it('are not taken from the attributes of a Set-Cookie header', () => {
    expect(refusal(() => pickCookie('Set-Cookie: a=b; Path=/x', 'Path'))).toContain('no Path');
  });
});

describe('errors', () => {
  it.each([
    ['', 'nothing'],
    [' \n', 'nothing'],
    ['id=', 'empty'],
    ['id=""; a=b', 'empty'],
    ['id=s3cret; id=s4cret', 'several'],
    ['other=s3cret', 'no id cookie'],
    ['a=s3cret; b=s3cret', 'no id cookie'],
    ['Cookie: s3cret', 'no id cookie'],
    ['Cookie:s3cret', 'no id cookie'],
    ['s3cret s3cret', 'no id cookie'],
    ['Cookie: id=s3cret\nHost: s3cret', 'one line'],
    ['s3cret'.repeat(20_000), 'longer'],
  ])('%j', (text, what) => {
    const message = refusal(() => pickCookie(text, 'id'));
    expect(message).toContain(what);
    expect(message).not.toContain('cret');
  });

  it('are the only outcome of other text', () => {
    const piece = fc.constantFrom('id', '=', ';', ' ', '__Host-', 'Cookie:', '"', '\n', 'é', 'x');
    const text = fc.oneof(
      anyText(40),
      fc.array(piece).map((p) => p.join('')),
    );
    fc.assert(
      fc.property(text, (pasted) => {
        const message = refusal(() => expect(pickCookie(pasted, 'id')).not.toBe(''));
        expect(message === null || message.length > 10).toBe(true);
      }),
    );
  });
});
