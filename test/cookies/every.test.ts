import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cookieFormNames, type CookieForm } from '../../src/cookies/contract.js';
import { pickCookie } from '../../src/cookies/pasted.js';
import { cookieForms } from '../../src/cookies/registry.js';
import { anyText, refusal, valueOf, vectorsOf } from './vectors.js';

const forms = cookieFormNames.map((name): [string, CookieForm] => [name, cookieForms[name]()]);

/** Ids as frameworks make them. */
const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const lines = anyText(40).filter((text) => /\S/.test(text) && !/[\r\n]/.test(text));
const keys = fc.uint8Array({ minLength: 32, maxLength: 32 });

const secretsFor = (name: string): fc.Arbitrary<string> =>
  name === 'laravel'
    ? keys.map((bytes) => `base64:${Buffer.from(bytes).toString('base64')}`)
    : lines;

it('has the names that the frameworks give their cookies', () => {
  expect(Object.fromEntries(forms.map(([name, form]) => [name, form.cookieName]))).toEqual({
    express: 'connect.sid',
    scs: 'session',
    django: 'sessionid',
    symfony: 'PHPSESSID',
    rails: '_session_id',
    flask: 'session',
    'flask-signed': 'session',
    authjs: 'authjs.session-token',
    'better-auth': 'better-auth.session_token',
    laravel: 'laravel_session',
    spring: 'SESSION',
    plain: 'PHPSESSID',
    adonis: 'adonis-session',
    'rails-signed': 'session_id',
    directus: 'directus_refresh_token',
  });
});

describe.each(forms)('%s', (name, form) => {
  it('gives back the id that was written, out of a header too', () => {
    fc.assert(
      fc.property(ids, secretsFor(name), (id, secret) => {
        const value = form.write(id, form.signed ? secret : undefined);
        expect(value).toMatch(/^[!#-+\--:<-[\]-~]+$/);
        const expected = { id, signature: form.signed ? 'valid' : 'none' };
        expect(form.read(value, secret)).toEqual(expected);
        expect(form.read(decodeURIComponent(value), secret)).toEqual(expected);
        const header = `Cookie: a=b; ${form.cookieName}=${value}; c=d`;
        expect(pickCookie(header, form.cookieName)).toBe(value);
        expect(pickCookie(value, form.cookieName)).toBe(value);
      }),
    );
  });

  it('writes any other id so that it comes back, or refuses it', () => {
    fc.assert(
      fc.property(anyText(40), secretsFor(name), (text, secret) => {
        let value = '';
        if (refusal(() => (value = form.write(text, secret))) !== null) return;
        expect(form.read(value, secret).id).toBe(text);
      }),
    );
  });

  it('refuses or reads any other value, and throws nothing else', () => {
    const values = fc.oneof(
      anyText(200),
      fc.string({ maxLength: 200 }).map((text) => `s:${text}`),
      fc.base64String({ maxLength: 400 }).map((text) => `eyJpdiI6${text}`),
    );
    fc.assert(
      fc.property(values, secretsFor(name), (value, secret) => {
        for (const given of [secret, undefined]) {
          const message = refusal(() => {
            const { id, signature } = form.read(value, given);
            expect(id).not.toBe('');
            expect(signature).not.toBe('valid');
          });
          if (value.length > 12) expect(message ?? '').not.toContain(value);
        }
      }),
    );
  });

  it('says when it has no secret', () => {
    if (!form.signed) return;
    expect(refusal(() => form.write('an-id', undefined))).toContain('give it');
    expect(refusal(() => form.write('an-id', ' \n'))).toContain('empty');
  });
});

describe('a cookie with any one character changed', () => {
  it.each(['express', 'better-auth', 'flask', 'laravel'] as const)('%s', (name) => {
    const signed = vectorsOf(name).filter((vector) => vector.signed !== false);
    const edits = fc.tuple(
      fc.constantFrom(...signed),
      fc.nat(),
      fc.stringMatching(/^[A-Za-z0-9.]$/),
    );
    fc.assert(
      fc.property(edits, ([vector, place, character]) => {
        const { id, secret, cookie_header: header } = vector;
        const value = decodeURIComponent(valueOf(header));
        const at = place % value.length;
        const changed = value.slice(0, at) + character + value.slice(at + 1);
        const form = cookieForms[name](name === 'laravel' ? vector.name : undefined);
        refusal(() => {
          const { id: found, signature } = form.read(changed, secret);
          // The last digit of base64 has bits that stand for nothing.
          if (signature === 'valid') expect(found).toBe(id);
        });
      }),
      { numRuns: 500 },
    );
  });
});
