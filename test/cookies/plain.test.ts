import { describe, expect, it } from 'vitest';
import { createPlain } from '../../src/cookies/plain.js';
import { refusal } from './vectors.js';

describe('percent-encoded, as PHP, Ruby and Node have it', () => {
  const plain = createPlain('PHPSESSID');
  it('reads the id, sent or decoded', () => {
    for (const value of ['a,b-9', 'a%2Cb-9', 'a%2cb-9', '"a%2Cb-9"']) {
      expect(plain.read(value, undefined)).toEqual({ id: 'a,b-9', signature: 'none' });
    }
    expect(plain.read('100%', 'unused')).toEqual({ id: '100%', signature: 'none' });
  });
  it('writes it', () => {
    expect(plain.write('a,b-9', undefined)).toBe('a%2Cb-9');
    expect(plain.write('é;', undefined)).toBe('%C3%A9%3B');
  });
});

describe('verbatim, as Go and Python have it', () => {
  const plain = createPlain('session', 'verbatim');
  it('reads and writes the id as it is', () => {
    for (const id of ['a%2Cb', 'abc=', 'q3Jx8kPd-_']) {
      expect(plain.write(id, undefined)).toBe(id);
      expect(plain.read(id, undefined)).toEqual({ id, signature: 'none' });
    }
  });
  it('refuses to write what would end or break the header', () => {
    for (const id of ['a;b', 'a b', 'a"', 'é', 'a,b', 'a\\b']) {
      expect(refusal(() => plain.write(id, undefined))).toContain('characters');
    }
  });
});

it('refuses what is no id, and names that no cookie has', () => {
  const plain = createPlain('session');
  for (const id of ['', 'a\nb', 'a\0', '\ud800']) {
    expect(refusal(() => plain.write(id, undefined))).not.toBeNull();
    expect(refusal(() => plain.read(id, undefined))).not.toBeNull();
  }
  expect(refusal(() => plain.read('%0A', undefined))).toContain('control characters');
  expect(refusal(() => plain.read('a'.repeat(20_000), undefined))).toContain('longer');
  expect(refusal(() => plain.write('a'.repeat(5000), undefined))).toContain('too long');
  for (const name of ['', 'a b', 'a=', 'a;', 'é', 'a\n', 'a'.repeat(101)]) {
    expect(refusal(() => createPlain(name))).toContain('letters');
  }
});
