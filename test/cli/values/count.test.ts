import { describe, expect, it } from 'vitest';

import { UsageError } from '../../../src/cli/usage.js';
import { parseCount, parseCountOrAll, parsePercent } from '../../../src/cli/values/count.js';

const noCounts = [
  '',
  '0',
  '00',
  '01',
  '-1',
  '+1',
  '1.0',
  '1e3',
  '0x10',
  ' 1',
  '1 ',
  '1_000',
  'ten',
];
const tooMany = '9007199254740992';

describe('parseCount', () => {
  it('reads whole numbers from 1', () => {
    expect(parseCount('1')).toBe(1);
    expect(parseCount('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
  });
  it.each([...noCounts, tooMany, 'all'])('refuses %j', (text) => {
    expect(() => parseCount(text)).toThrow(UsageError);
  });
});

describe('parseCountOrAll', () => {
  it('reads whole numbers and the word all', () => {
    expect(parseCountOrAll('250')).toBe(250);
    expect(parseCountOrAll('all')).toBe('all');
  });
  it.each([...noCounts, tooMany, 'ALL'])('refuses %j', (text) => {
    expect(() => parseCountOrAll(text)).toThrow('or all');
  });
});

describe('parsePercent', () => {
  it.each([
    ['0', 0],
    ['10', 10],
    ['10%', 10],
    ['12.5%', 12.5],
    ['100', 100],
  ])('reads %s', (text, percent) => expect(parsePercent(text)).toBe(percent));
  it.each(['', '%', '-1', '101', '100.1', '10 %', '10%%', '1e1', 'NaN', '.5'])(
    'refuses %j',
    (text) => expect(() => parsePercent(text)).toThrow(UsageError),
  );
});
