import { expect, it } from 'vitest';
import { createAdonis } from '../../src/cookies/adonis.js';
import { refusal } from './vectors.js';

/** Made by @adonisjs/encryption 6.0.2. */
const secret = 'a-secret-of-an-application';
const id = 'mix6ncarim0rdsff8p1bdx76';
const value =
  's:eyJtZXNzYWdlIjoibWl4Nm5jYXJpbTByZHNmZjhwMWJkeDc2IiwicHVycG9zZSI6ImFkb25pcy1zZXNzaW9uIn0.kWu0Q4HYSJxqwjqiUO2BwjbE6q0bPWLICqYio9fpe7k';

const adonis = createAdonis();

it('reads and writes the cookie of AdonisJS', () => {
  expect(adonis.read(value, secret)).toEqual({ id, signature: 'valid' });
  expect(adonis.read(value, 'another')).toEqual({ id, signature: 'invalid' });
  expect(adonis.read(value, undefined)).toEqual({ id, signature: 'unchecked' });
  expect(decodeURIComponent(adonis.write(id, secret))).toBe(value);
});

it('takes nothing else, and quotes nothing', () => {
  for (const other of [id, `s:${id}`, `${value}x`, 's:e30.' + 'A'.repeat(43)]) {
    const message = refusal(() => adonis.read(other, secret));
    expect(message).toContain('adonis-session');
    expect(message).not.toContain(id);
  }
  expect(refusal(() => adonis.write(id, undefined))).toContain('give it');
});
