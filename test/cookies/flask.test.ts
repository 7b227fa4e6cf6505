import { expect, it } from 'vitest';
import { createFlask } from '../../src/cookies/flask.js';
import { pickCookie } from '../../src/cookies/pasted.js';
import { refusal, valueOf, vectorsOf } from './vectors.js';

const vectors = vectorsOf('flask');

it('reads what Flask-Session and itsdangerous wrote, signed or not, in both forms', () => {
  expect(vectors).toHaveLength(6);
  for (const { id, secret, signed, cookie_header: header, set_cookie: line = header } of vectors) {
    for (const flask of [createFlask(), createFlask('session', true)]) {
      const value = pickCookie(line, flask.cookieName);
      expect(value).toBe(valueOf(header));
      const [checked, other, unchecked] = signed
        ? (['valid', 'invalid', 'unchecked'] as const)
        : (['none', 'none', 'none'] as const);
      expect(flask.read(value, secret)).toEqual({ id, signature: checked });
      expect(flask.read(value, `x${secret}`)).toEqual({ id, signature: other });
      expect(flask.read(value, undefined)).toEqual({ id, signature: unchecked });
    }
  }
});

it('writes each of them, letter by letter', () => {
  for (const { id, secret, signed, cookie_header: header } of vectors) {
    expect(createFlask('session', signed).write(id, secret)).toBe(valueOf(header));
  }
});

it('takes the current secret alone, as the framework does', () => {
  const flask = createFlask('session', true);
  const value = flask.write('an-id', 'old');
  expect(flask.read(value, 'old\nolder').signature).toBe('valid');
  expect(flask.read(value, 'new\nold').signature).toBe('invalid');
});

it('needs a secret to sign, and none otherwise', () => {
  expect(createFlask().signed).toBe(false);
  expect(createFlask().write('an-id', undefined)).toBe('an-id');
  const flask = createFlask('session', true);
  expect(flask.signed).toBe(true);
  expect(refusal(() => flask.write('an-id', undefined))).toContain('give it');
});
