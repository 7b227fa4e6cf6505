import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { escapeText, unescapeText } from '../../../src/cli/output/escape.js';
import { safeRanges, unsafeCharacters } from '../../../src/visible.js';
import { dangerousRanges, dangersIn, hostileText } from './sessions.js';
import { effort } from '../../helpers/effort.js';

describe('escapeText', () => {
  it.each([
    ['plain text', 'plain text'],
    ['Zoë … 中文 한국어 עברית ไทย 🎉', 'Zoë … 中文 한국어 עברית ไทย 🎉'],
    ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['a\r\nb\tc\b\0', 'a\\r\\nb\\tc\\x08\\x00'],
    ['\x7f\x9b', '\\x7f\\x9b'],
    ['user\u202egnp.exe', 'user\\u202egnp.exe'],
    ['\u2028\u2029\ufeff\u200b\u00ad', '\\u2028\\u2029\\ufeff\\u200b\\xad'],
    ['a\u{e0041}b', 'a\\u{e0041}b'],
    ['\ud800', '\\ud800'],
    ['x\udc00y', 'x\\udc00y'],
    ['❤\ufe0f', '❤\ufe0f'],
    ['❤\ufe0f\ufe0f', '❤\ufe0f\\ufe0f'],
    ['a\ufe0f', 'a\\ufe0f'],
    ['👩\u200d🚀', '👩\\u200d🚀'],
    ['App\\User', 'App\\User'],
    ['\\n', '\\\\n'],
    ['a\\', 'a\\'],
    ['\\\n', '\\\\\\n'],
  ])('writes %j as %s', (text, escaped) => expect(escapeText(text)).toBe(escaped));

  it('lets no dangerous character through', () => {
    for (const [first, last] of dangerousRanges) {
      for (let code = first; code <= last; code++) {
        expect(dangersIn(escapeText(`a${String.fromCodePoint(code)}b`))).toEqual([]);
      }
    }
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(dangersIn(escapeText(text))).toEqual([]);
      }),
    );
  });

  it('shows different texts differently', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(unescapeText(escapeText(text))).toBe(text);
      }),
    );
  });

  it('counts nothing as safe that is not', () => {
    const safe = new RegExp(`[${safeRanges}]`);
    const unsafe = new RegExp(unsafeCharacters().source, 'u');
    const units = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit));
    expect(units.filter((unit) => safe.test(unit) && unsafe.test(unit))).toEqual([]);
  });

  it('is quick on long texts', () => {
    const text = '\\'.repeat(500_000) + '\u202e'.repeat(500_000);
    expect(effort(() => escapeText(text))).toBeLessThan(200);
  });
});
