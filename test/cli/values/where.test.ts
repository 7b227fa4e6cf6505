import { describe, expect, it } from 'vitest';

import { UsageError } from '../../../src/cli/usage.js';
import { parseWhere } from '../../../src/cli/values/where.js';

const now = new Date('2027-01-01T00:00:00Z');

describe('parseWhere', () => {
  it.each([
    ['user.id=42', { path: 'user.id', op: '=', value: '42' }],
    ['a!=b', { path: 'a', op: '!=', value: 'b' }],
    ['a=b!=c', { path: 'a', op: '=', value: 'b!=c' }],
    ['a!=b=c', { path: 'a', op: '!=', value: 'b=c' }],
    ['name~ann', { path: 'name', op: '~', value: 'ann' }],
    ['n<5', { path: 'n', op: '<', value: '5' }],
    ['n>-5', { path: 'n', op: '>', value: '-5' }],
    ['name=', { path: 'name', op: '=', value: '' }],
    ['name= a b ', { path: 'name', op: '=', value: ' a b ' }],
    ['n<=5', { path: 'n', op: '<=', value: '5' }],
    ['n>=-5', { path: 'n', op: '>=', value: '-5' }],
    ['!role', { path: 'role', op: 'missing', value: '' }],
    ['user=2', { path: 'user', op: '=', value: '2' }],
    ['expiry<+1h', { path: 'expiry', op: '<', value: '2027-01-01T01:00:00.000Z' }],
    [
      'expiry>=2027-01-01T00:00:00Z',
      { path: 'expiry', op: '>=', value: '2027-01-01T00:00:00.000Z' },
    ],
    ['expiry~2027-01', { path: 'expiry', op: '~', value: '2027-01' }],
    ['user.id', { path: 'user.id', op: 'exists', value: '' }],
    ['wow!', { path: 'wow!', op: 'exists', value: '' }],
  ])('reads %s', (text, condition) => expect(parseWhere(text, now)).toEqual(condition));

  it.each([
    '',
    '=s3cret',
    '!=s3cret',
    '~s3cret',
    'a =s3cret',
    ' a=s3cret',
    'a=>s3cret',
    'a=<s3cret',
    'a==s3cret',
    'a!==s3cret',
    'a!~s3cret',
    'a<>s3cret',
    'a>>s3cret',
    '!a=s3cret',
    '!',
    '!!s3cret',
    '! s3cret',
  ])('refuses %j without quoting it', (text) => {
    expect(() => parseWhere(text)).toThrow(UsageError);
    expect(() => parseWhere(text)).not.toThrow('s3cret');
  });
});
