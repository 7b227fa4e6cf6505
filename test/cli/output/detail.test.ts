import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { renderDetail } from '../../../src/cli/output/detail.js';
import { aSession, dangersIn, hostileText, plainOptions } from './sessions.js';

describe('renderDetail', () => {
  it('shows the facts, aligned, and the payload', async () => {
    expect(await renderDetail(aSession({ data: { id: 42 } }), plainOptions)).toBe(
      [
        'Token   q3Jx8kPd…',
        'User    42',
        'State   active',
        'Expiry  2027-01-02T03:04:05.678Z (in 23h)',
        'Size    231 B',
        'Codec   gob',
        '',
        '{',
        '  "id": 42',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('says since when, from where and on what, as far as the table tells', async () => {
    const at = (ago: number): Date => new Date(plainOptions.now.getTime() - ago);
    const session = aSession({
      created: at(3 * 86_400_000),
      lastSeen: at(60_000),
      ip: '203.0.113.9',
      agent: 'curl/8.5\u001b[31m',
      device: null,
    });
    const facts = ['created', 'lastSeen', 'ip', 'agent', 'device'] as const;
    const lines = (await renderDetail(session, { ...plainOptions, facts })).split('\n');
    expect(lines.slice(4, 9)).toEqual([
      `Created    ${at(3 * 86_400_000).toISOString()} (3d ago)`,
      `Last seen  ${at(60_000).toISOString()} (1m ago)`,
      'Address    203.0.113.9',
      'Agent      curl/8.5\\x1b[31m',
      'Device     unknown',
    ]);
    const some = await renderDetail(session, { ...plainOptions, facts: ['ip'] });
    expect(some).toContain('Address  203.0.113.9\nSize ');
    expect(some).not.toMatch(/Created|Last seen|Agent|Device/);
  });

  it('shows what is wrong with a session, and its bytes where they are asked for', async () => {
    const broken = aSession({ data: null, error: 'cut short', raw: Buffer.from('hi'), user: null });
    const text = await renderDetail({ ...broken, expiry: null }, { ...plainOptions, raw: true });
    expect(text).toContain('User    none\n');
    expect(text).toContain('Expiry  unknown\n');
    expect(text.endsWith('Codec   gob\nError   cut short\nRaw     aGk=\n')).toBe(true);
    expect(await renderDetail(aSession({ expiry: null }), plainOptions)).toContain(
      'Expiry  never\n',
    );
  });

  it('colours the parts of the payload', async () => {
    const data = { 'a "key"': 'te"xt: 1', n: -1.5e21, big: 2n ** 64n, yes: true, no: null, l: [1] };
    const colored = await renderDetail(aSession({ data }), { ...plainOptions, color: true });
    expect(colored).toContain('\x1b[34m"a \\"key\\""\x1b[39m: \x1b[32m"te\\"xt: 1"\x1b[39m,');
    expect(colored).toContain(': \x1b[33m-1.5e+21\x1b[39m,');
    expect(colored).toContain(': \x1b[33m18446744073709551616\x1b[39m,');
    expect(colored).toContain(': \x1b[35mtrue\x1b[39m,');
    const plain = await renderDetail(aSession({ data }), plainOptions);
    expect(colored.replace(/\x1b\[\d+m/g, '')).toBe(plain);
  });

  it('lets no dangerous character through', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const session = aSession({
          token: text,
          user: text,
          error: text,
          data: { [text]: [text] },
        });
        const output = await renderDetail(session, plainOptions);
        expect(dangersIn(output.replaceAll('\n', ''))).toEqual([]);
        expect(output.split('\n')).toHaveLength(14);
      }),
    );
  });

  it('shows a huge payload', async () => {
    const data = ['x'.repeat(10_000_000)];
    const text = await renderDetail(aSession({ data }), { ...plainOptions, color: true });
    expect(text.length).toBeGreaterThan(10_000_000);
  });
});
