import { describe, expect, it } from 'vitest';

import { UsageError } from '../../../src/cli/usage.js';
import { fieldNames, parseFields } from '../../../src/cli/values/fields.js';

describe('parseFields', () => {
  it('tells session fields, data paths and columns apart, in the order given', () => {
    expect(parseFields('size, token,data.cart.total,ip_address')).toEqual([
      { kind: 'session', label: 'size', name: 'size' },
      { kind: 'session', label: 'token', name: 'token' },
      { kind: 'data', label: 'data.cart.total', path: 'cart.total' },
      { kind: 'column', label: 'ip_address', name: 'ip_address' },
    ]);
  });

  it('knows every field of a session', () => {
    expect(parseFields(fieldNames.join(',')).every(({ kind }) => kind === 'session')).toBe(true);
  });

  it('takes a name for what it is, also one that objects inherit', () => {
    expect(parseFields('constructor,__proto__').map(({ kind }) => kind)).toEqual([
      'column',
      'column',
    ]);
  });

  it.each(['', ',', 'token,', ',token', 'token,,user', 'data.', 'user,user', 'data.a,data.a'])(
    'refuses %j',
    (text) => expect(() => parseFields(text)).toThrow(UsageError),
  );
});
