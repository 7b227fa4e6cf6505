import { describe, expect, it } from 'vitest';
import { gob } from '../../src/codecs/gob/index.js';
import { securecookie } from '../../src/codecs/securecookie.js';
import { gorilla } from './gorilla.js';
import { bytes } from './rows.js';

const of = (text: string): Buffer => Buffer.from(text);

describe('sessions of gorilla/sessions', () => {
  it('are read, as gob and as JSON', () => {
    expect(securecookie.decode(of(gorilla.plain))).toEqual({ user_id: 42, name: 'ann' });
    expect(securecookie.decode(of(gorilla.json))).toEqual({ user_id: 42 });
  });

  it('are known by sight, whatever their values are', () => {
    for (const text of Object.values(gorilla)) expect(securecookie.matches(of(text))).toBe(true);
    for (const other of ['', '{"a":1}', 'YToxOnt9', 'MTc5NTY2ODUzMQ==', 'BAh7B0kiD3Nlc3Npb25'])
      expect(securecookie.matches(of(other))).toBe(false);
  });

  it('are refused where they are encrypted, damaged, or to be written', () => {
    expect(() => securecookie.decode(of(gorilla.encrypted))).toThrow('encrypted');
    expect(() => securecookie.decode(of(gorilla.plain.slice(0, 40)))).toThrow('no values');
    expect(() => securecookie.encode({ a: 1 }, { expiry: null })).toThrow('signed');
  });
});

it('a gob of Gitea’s is a map of its values', () => {
  const payload = bytes(
    '0eff81040102ff82000110011000003aff82000206737472696e670c05000375696405696e7436340402005406737472696e670c070005756e616d6506737472696e670c050003616e6e',
  );
  expect(gob.matches(payload)).toBe(true);
  expect(gob.decode(payload)).toEqual({ uid: 42, uname: 'ann' });
});
