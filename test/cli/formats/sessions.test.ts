import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  formatNames,
  type FormatName,
  type RenderOptions,
} from '../../../src/cli/formats/contract.js';
import { formats } from '../../../src/cli/formats/registry.js';
import { parseFields } from '../../../src/cli/values/fields.js';
import type { Session } from '../../../src/session.js';
import { aSession, dangersIn, hostileText, plainOptions } from '../output/sessions.js';

async function render(
  format: FormatName,
  sessions: readonly Session[],
  options: Partial<RenderOptions> = {},
): Promise<string> {
  const renderer = await formats[format].sessions({ ...plainOptions, ...options });
  const rows = [...renderer.rows(sessions.slice(0, 1)), ...renderer.rows(sessions.slice(1))];
  return renderer.begin() + rows.join('') + renderer.end();
}

const expiry = '2027-01-02T03:04:05.678Z';
const noFacts = '"created":null,"lastSeen":null,"ip":null,"agent":null,"device":null';
const line = `{"token":"q3Jx8kPd…","user":"42","name":null,"state":"active","expiry":"${expiry}","size":231,"codec":"gob",${noFacts},"data":{"userID":42,"cart":[1,2,3]}}`;

describe('the formats', () => {
  it('write an array, streamed', async () => {
    expect(await render('json', [aSession(), aSession()])).toBe(`[\n  ${line},\n  ${line}\n]\n`);
  });

  it('write an object a line', async () => {
    expect(await render('ndjson', [aSession(), aSession()])).toBe(`${line}\n${line}\n`);
  });

  it('write CSV under a header, quoted where it has to be', async () => {
    expect(
      await render('csv', [aSession(), aSession({ user: null, data: null, expiry: null })]),
    ).toBe(
      'token,user,state,expiry,size,codec,data\n' +
        `q3Jx8kPd…,42,active,${expiry},231,gob,"{""userID"":42,""cart"":[1,2,3]}"\n` +
        'q3Jx8kPd…,,active,,231,gob,\n',
    );
  });

  it('write TSV without a header', async () => {
    const session = aSession({ user: 'a\tb\nc', token: 't'.repeat(50), data: 'text' });
    expect(await render('tsv', [session], { reveal: true })).toBe(
      `${'t'.repeat(50)}\ta\\tb\\nc\tactive\t${expiry}\t231\tgob\t"text"\n`,
    );
  });

  it('write the fields that were asked for', async () => {
    const session = aSession({ data: { a: 'x,y' }, columns: { ip: null, n: -5 } });
    const fields = parseFields('size,data.a,ip,n');
    expect(await render('csv', [session], { fields })).toBe('size,data.a,ip,n\n231,"x,y",,-5\n');
    expect(await render('tsv', [session], { fields })).toBe('231\tx,y\t\t-5\n');
    expect(await render('ndjson', [session], { fields })).toBe(
      '{"size":231,"data.a":"x,y","ip":null,"n":-5}\n',
    );
  });

  it('write tokens, and counts', async () => {
    const sessions = [aSession(), aSession({ token: 'short\n' })];
    expect(await render('tokens', sessions)).toBe('q3Jx8kPd…\nshort\\n\n');
    expect(await render('tokens', sessions, { reveal: true })).toBe(
      `${aSession().token}\nshort\\n\n`,
    );
    expect(await render('count', sessions)).toBe('2\n');
  });

  it.each([
    ['json', '[]\n'],
    ['ndjson', ''],
    ['csv', ''],
    ['tsv', ''],
    ['tokens', ''],
    ['count', '0\n'],
    ['table', ''],
  ] as const)('write nothing for nothing: %s', async (format, text) => {
    expect(await render(format, [])).toBe(text);
  });

  it.each(['=1+1', '+1', '-1+1', '@x', ' =1', '\u00a0=1', '＝1', '-abc'])(
    'guard CSV against the formula %j',
    async (user) => {
      const fields = parseFields('user');
      expect(await render('csv', [aSession({ user })], { fields })).toBe(`user\n'${user}\n`);
      expect(await render('tsv', [aSession({ user })], { fields })).toBe(`${user}\n`);
    },
  );

  it.each(formatNames)('let no dangerous character through: %s', async (format) => {
    const fields = parseFields('token,user,data,data.a,error,\u202ecolumn\x1b');
    await fc.assert(
      fc.asyncProperty(hostileText, fc.boolean(), fc.boolean(), async (text, reveal, some) => {
        const hostile = aSession({
          token: text,
          user: text,
          data: { a: text, [text]: [text], list: { [text]: text } },
          columns: { '\u202ecolumn\x1b': text },
        });
        const sessions = [hostile, { ...hostile, data: null, error: text, raw: Buffer.from(text) }];
        const width = some ? 60 : null;
        const output = await render(format, sessions, {
          reveal,
          fields: some ? fields : null,
          width,
        });
        expect(dangersIn(output.replaceAll('\n', '').replaceAll('\t', ''))).toEqual([]);
        const tabs = format === 'tsv' ? (some ? 5 : 6) * sessions.length : 0;
        expect(output.split('\t')).toHaveLength(tabs + 1);
        const lines = { json: 4, csv: 3, table: 3, count: 1 } as Partial<
          Record<FormatName, number>
        >;
        expect(output.split('\n')).toHaveLength((lines[format] ?? 2) + 1);
      }),
      { numRuns: 40 },
    );
  });
});
