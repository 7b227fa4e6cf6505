import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { UsageError } from '../../../src/cli/usage.js';
import { formatDuration, parseDuration, relative } from '../../../src/cli/values/duration.js';
import { effort } from '../../helpers/effort.js';

describe('parseDuration', () => {
  it.each([
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['.5h', 1_800_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
    ['1w2d3h4m5s6ms', 788_645_006],
    ['500ms', 500],
    ['1m500ms', 60_500],
    ['1.1h', 3_960_000],
    ['0s', 0],
  ])('reads %s as %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each([
    ...[
      '',
      ' ',
      '5',
      '0',
      's',
      '-5s',
      '+5s',
      '5 s',
      ' 5s',
      '5s ',
      '5s\n',
      '5M',
      '5H',
      '5y',
      '1h30',
    ],
    ...['1m1h', '1h1h', '1e3s', '1..5h', '.h', '1.2.3h', 'Infinityh', '5 minutes please', '5s5'],
    ...['101000w', '9'.repeat(90) + 'h', '9'.repeat(200) + 'h', '0.1ms', '٥s', '1,5h'],
  ])('refuses %j', (text) => expect(() => parseDuration(text)).toThrow(UsageError));

  it('takes 100 years and no more', () => {
    expect(parseDuration('36525d')).toBe(36_525 * 86_400_000);
    expect(() => parseDuration('36525d1ms')).toThrow('at most 100 years');
  });

  it('says what it expected, hints at a unit, and shows no control character', () => {
    expect(() => parseDuration('5')).toThrow('did you mean "5s"?');
    expect(() => parseDuration('\x1b[31m')).toThrow('not "\\x1b[31m"');
    expect(() => parseDuration('x'.repeat(50))).toThrow(`"${'x'.repeat(40)}…"`);
  });

  it('is quick to refuse a long text', () => {
    const refuse = (): void =>
      expect(() => parseDuration('1'.repeat(1_000_000))).toThrow(UsageError);
    expect(effort(refuse)).toBeLessThan(100);
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [0.4, '0s'],
    [85, '85ms'],
    [999, '999ms'],
    [999.7, '1s'],
    [2676, '2.7s'],
    [9949, '9.9s'],
    [9950, '10s'],
    [27_400, '27s'],
    [59_499, '59s'],
    [59_500, '1m'],
    [272_000, '4m 32s'],
    [3_599_600, '1h'],
    [5_400_000, '1h 30m'],
    [604_800_000, '7d'],
    [90_061_001, '1d 1h'],
  ])('writes %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it('is short, whatever it says', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 36_525 * 86_400_000, noNaN: true }), (ms) => {
        expect(formatDuration(ms)).toMatch(/^\d{1,3}(?:\.\d)?(?:ms|[smhdy])(?: \d\d?[smh])?$/);
      }),
    );
  });
});

describe('relative', () => {
  const now = new Date('2027-01-02T03:04:05.678Z');
  it.each([
    ['0s', 'now'],
    ['999ms', 'now'],
    ['42s', 'in 42s'],
    ['5m59s', 'in 5m'],
    ['1h', 'in 1h'],
    ['1h30m', 'in 1h 30m'],
    ['23h59m', 'in 23h'],
    ['1d5h', 'in 1d 5h'],
    ['3d5h', 'in 3d'],
    ['400d', 'in 400d'],
    ['25202d', 'in 68y'],
    ['25203d', 'in 69y'],
  ])('is, %s from now, %s', (distance, text) => {
    const ms = parseDuration(distance);
    expect(relative(new Date(now.getTime() + ms), now)).toBe(text);
    const past = text === 'now' ? text : `${text.slice(3)} ago`;
    expect(relative(new Date(now.getTime() - ms), now)).toBe(past);
  });

  it('knows sessions without an end, and dates that are none', () => {
    expect(relative(null, now)).toBe('never');
    expect(relative(new Date(NaN), now)).toBe('unknown');
  });
});
