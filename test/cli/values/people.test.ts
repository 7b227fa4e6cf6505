import { describe, expect, it } from 'vitest';
import { parsePeople } from '../../../src/cli/values/people.js';

describe('parsePeople', () => {
  it.each([
    ['users:id=id,name=email', { table: 'users', id: 'id', names: ['email'] }],
    [
      'shop.people: name=login, id=pk ,name=mail',
      { table: 'shop.people', id: 'pk', names: ['login', 'mail'] },
    ],
    ['"a:b".c:id=i,name=n=m', { table: '"a:b".c', id: 'i', names: ['n=m'] }],
    ['none', false],
  ])('reads %s', (text, people) => {
    expect(parsePeople(text)).toEqual(people);
  });

  it.each([
    '',
    'users',
    'users:',
    'users:id=id',
    'users:name=email',
    ':id=a,name=b',
    'u:id=,name=b',
    'u:id=a,name=',
    'u:id=a,id=b,name=c',
    'u:id=a,name=b,role=c',
    'u:id=a,name=b,',
  ])('refuses %j', (text) => {
    expect(() => parsePeople(text)).toThrow(/^expected table:id=column,name=column/);
  });
});
