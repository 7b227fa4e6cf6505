import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDirectus } from '../../src/cookies/directus.js';
import { pickCookie } from '../../src/cookies/pasted.js';
import { refusal } from './vectors.js';

const token = 'Wz3x_7-aB0'.repeat(6) + 'abcd';
const part = (values: unknown): string =>
  Buffer.from(typeof values === 'string' ? values : JSON.stringify(values)).toString('base64url');
const sign = (signed: string, secret: string, digest = 'sha256'): string =>
  `${signed}.${createHmac(digest, secret).update(signed).digest('base64url')}`;
/** As jsonwebtoken makes them for Directus. */
const claims = {
  id: '7f8d0c52-8a3c-4d2e-9d6e-0b7d1c1f2a3b',
  role: null,
  app_access: true,
  admin_access: true,
  session: token,
  iat: 1_700_000_000,
  exp: 1_700_086_400,
  iss: 'directus',
};
const jwt = (values: unknown = claims, alg = 'HS256', digest = 'sha256'): string =>
  sign(`${part({ alg, typ: 'JWT' })}.${part(values)}`, 'the secret', digest);
const directus = createDirectus();
const read = (value: string, secret?: string) => directus.read(value, secret);

it('reads the token of the row in a JWT, and whether the secret has signed it', () => {
  for (const [alg, digest] of [
    ['HS256', 'sha256'],
    ['HS384', 'sha384'],
    ['HS512', 'sha512'],
  ] as const) {
    const value = jwt(claims, alg, digest);
    expect(read(value)).toEqual({ id: token, signature: 'unchecked' });
    expect(read(value, 'the secret')).toEqual({ id: token, signature: 'valid' });
    expect(read(value, 'another')).toEqual({ id: token, signature: 'invalid' });
    expect(read(value, 'new\nthe secret')).toEqual({ id: token, signature: 'invalid' });
  }
});

it('reads a refresh token as it is, and writes no other cookie', () => {
  expect(read(token, 'the secret')).toEqual({ id: token, signature: 'none' });
  expect(directus.write(token, undefined)).toBe(token);
  expect(refusal(() => createDirectus('directus_session_token').write(token, 's'))).toContain(
    'is not made',
  );
});

it('is found in a header by either name', () => {
  const { cookieName, alsoCalled } = directus;
  for (const name of ['directus_refresh_token', 'directus_session_token'])
    expect(pickCookie(`Cookie: a=b; ${name}=${jwt()}; c=d`, cookieName, alsoCalled)).toBe(jwt());
  const both = `directus_refresh_token=${token}; directus_session_token=${jwt()}`;
  expect(refusal(() => pickCookie(both, cookieName, alsoCalled))).toContain('several');
});

it('takes no signature for one that the application would not', () => {
  const [header = '', body = ''] = jwt().split('.');
  for (const value of [
    `${header}.${body}.`,
    `${part({ alg: 'none' })}.${body}.`,
    sign(`${part({ alg: 'none' })}.${body}`, 'the secret'),
    sign(`${part({ alg: 'RS256' })}.${body}`, 'the secret'),
    sign(`${part({ alg: ['HS256'] })}.${body}`, 'the secret'),
    sign(`${part({ alg: 'constructor' })}.${body}`, 'the secret'),
    sign(`${part('{}')}.${body}`, 'the secret'),
  ])
    expect([value, read(value, 'the secret').signature]).toEqual([value, 'invalid']);
});

it.each([
  ['of no session', { ...claims, session: undefined }, /of no session/],
  ['whose session is inherited', '{"__proto__":{"session":"x"}}', /of no session/],
  ['whose session is a number', { session: 7 }, /not a whole/],
  ['whose session is null', { session: null }, /not a whole/],
  ['whose session is a list', { session: [token] }, /not a whole/],
  ['whose session is empty', { session: '' }, /at least one character/],
  ['whose session has a NUL', { session: 'a\0b' }, /control characters/],
  ['that is a list', [token], /not a whole/],
  ['that is null', 'null', /not a whole/],
  ['that is no JSON', '{"session":', /not a whole/],
  ['that is deep', '['.repeat(5000), /not a whole/],
  ['that is long', { session: 'x'.repeat(20_000) }, /longer than a cookie/],
])('refuses a JWT %s', (_, values, why) => {
  for (const secret of [undefined, 'the secret']) {
    const message = refusal(() => read(jwt(values), secret));
    expect(message).toMatch(why);
    expect(message).not.toContain(token);
  }
});

it('reads or refuses whatever else looks like one', () => {
  const parts = fc.oneof(
    fc.stringMatching(/^[\w-]{1,40}$/),
    fc.json().map(part),
    fc.dictionary(fc.constantFrom('session', 'alg', 'x'), fc.jsonValue()).map(part),
  );
  fc.assert(
    fc.property(fc.tuple(parts, parts, parts), (three) => {
      refusal(() => expect(read(three.join('.'), 'the secret').signature).toBe('invalid'));
    }),
  );
});
