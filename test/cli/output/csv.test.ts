import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../src/cli/output/csv.js';

/** Reads one record as RFC 4180 has it. */
function parseLine(line: string): string[] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\n$)/gy;
  const found = [...line.matchAll(field)];
  expect(found.map(([text]) => text).join('')).toBe(line);
  return found.map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '');
}

const uglyText = fc.string({
  unit: fc.constantFrom('"', ',', '\n', '\r', ' ', '\u00a0', '=', '-', '＋', "'", '1', 'a', '\\'),
  maxLength: 6,
});

describe('a line of CSV', () => {
  // Recorded from csv-stringify 6.9.0, which wrote these lines before.
  it.each([
    [['plain', ''], 'plain,'],
    [[''], ''],
    [['a,b', ',', '",'], '"a,b",",",""","'],
    [['say "hi"', '"', '""'], '"say ""hi""","""",""""""'],
    [['a\nb', '\r', 'a\r\nb'], '"a\nb","\r","a\r\nb"'],
    [[' a', 'a ', ' ', '\u00a0', "'"], " a,a , ,\u00a0,'"],
    [['a;b', 'a|b', 'a\\,b', '\\"'], 'a;b,a|b,"a\\,b","\\"""'],
    [['$&', "$'", '"$1"'], '$&,$\',"""$1"""'],
    [['=1,2', ' ="x"', '\u3000@x', '＝1'], '"\'=1,2","\' =""x""",\'\u3000@x,\'＝1'],
    [['-1', '-1.5', '-1,5', '-', '- 1', '+1'], "-1,-1.5,\"'-1,5\",'-,'- 1,'+1"],
    [['{"a":[1,"é…🙂"]}', '\ud800"'], '"{""a"":[1,""é…🙂""]}","\ud800"""'],
  ])('%j', (fields, line) => {
    expect(csvLine(fields)).toBe(`${line}\n`);
  });

  it('gives every field back', () => {
    fc.assert(
      fc.property(fc.array(uglyText, { minLength: 1, maxLength: 4 }), (fields) => {
        const read = parseLine(csvLine(fields));
        expect(read).toHaveLength(fields.length);
        for (const [i, field] of fields.entries()) expect([field, `'${field}`]).toContain(read[i]);
      }),
    );
  });
});
