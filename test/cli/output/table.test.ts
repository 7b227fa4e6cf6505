import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';

import type { RenderOptions } from '../../../src/cli/formats/contract.js';
import { createTable } from '../../../src/cli/output/table.js';
import { parseFields } from '../../../src/cli/values/fields.js';
import type { Session } from '../../../src/session.js';
import { aSession, now, plainOptions } from './sessions.js';
import { effortOf } from '../../helpers/effort.js';

async function draw(sessions: Session[], options: Partial<RenderOptions> = {}): Promise<string> {
  const table = await createTable({ ...plainOptions, ...options });
  table.rows(sessions);
  return table.end();
}

const inMs = (ms: number): Date => new Date(now.getTime() + ms);
const tokens = ['q3Jx8kPdAbCdEfGhIjKlMnOp', '中文🎉🫠é', 'ไทยน้ำ', 'क्षि', '한국', '#'];
const many = tokens.map((token, index) =>
  aSession({ token, user: token.repeat(index + 1), size: 10 ** index, data: { [token]: token } }),
);

describe('the table', () => {
  it('shows what people look for', async () => {
    const sessions = [
      aSession(),
      aSession({ token: 'short', user: null, size: 12_345, expiry: null, data: null }),
      aSession({ state: 'expired', expiry: inMs(-5000), data: null, error: 'cut short' }),
    ];
    expect(await draw(sessions)).toBe(
      [
        'token      user  expiry   size  data',
        'q3Jx8kPd…  42    in 23h  231 B  userID=42 cart=[…3]',
        'short            never   12 kB  null',
        'q3Jx8kPd…  42    5s ago  231 B  cut short',
        '',
      ].join('\n'),
    );
  });

  it('says where a session was last seen, from where and on what, as far as the table tells', async () => {
    const facts = ['lastSeen', 'ip', 'device'] as const;
    const seen = aSession({ lastSeen: inMs(-60_000), ip: '203.0.113.9', agent: 'x\x1b[31m' });
    const text = await draw([{ ...seen, device: 'Firefox on Linux' }, seen, aSession()], { facts });
    expect(text).toBe(
      [
        'token      user  lastSeen  ip           device            expiry   size  data',
        'q3Jx8kPd…  42    1m ago    203.0.113.9  Firefox on Linux  in 23h  231 B  userID=42 cart=[…3]',
        'q3Jx8kPd…  42    1m ago    203.0.113.9  x\\x1b[31m         in 23h  231 B  userID=42 cart=[…3]',
        'q3Jx8kPd…  42                                             in 23h  231 B  userID=42 cart=[…3]',
        '',
      ].join('\n'),
    );
    // An address is whole, or not there.
    const narrow = await draw([{ ...seen, device: 'Firefox on Linux' }], { facts, width: 70 });
    expect(narrow).toContain(' 203.0.113.9 ');
    expect(narrow).not.toContain('size');
  });

  it('does not call an expiry never that could not be read', async () => {
    expect(await draw([aSession({ expiry: null, error: 'bad expiry' })])).toContain('unknown');
  });

  it('lines up any script', async () => {
    const lines = (await draw(many)).trimEnd().split('\n');
    const ends = lines.map((line) => {
      const [before = ''] = line.split(/(?<= k?B) {2}| {2}data/);
      return stringWidth(before);
    });
    expect(new Set(ends).size).toBe(1);
  });

  it.each([1, 2, 5, 9, 10, 19, 20, 30, 40, 60, 80, 200])('fits %i columns', async (width) => {
    for (const fields of [null, parseFields('token,user,expiry,data,data.x,ip')]) {
      for (const line of (await draw(many, { width, fields })).split('\n')) {
        expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  it('drops size, then data, then expiry, and keeps the token', async () => {
    const session = aSession({ user: 'somebody@example.org' });
    const heading = async (width: number): Promise<string[]> =>
      (await draw([session], { width })).split('\n')[0]?.split(/ +/) ?? [];
    expect(await heading(80)).toEqual(['token', 'user', 'expiry', 'size', 'data']);
    expect(await heading(55)).toEqual(['token', 'user', 'expiry', 'data']);
    expect(await heading(30)).toEqual(['token', 'user', 'expiry']);
    expect(await heading(21)).toEqual(['token', 'user']);
    expect(await heading(10)).toEqual(['token']);
  });

  it('cuts a long user on a terminal, and nothing elsewhere', async () => {
    const user = 'u'.repeat(60);
    expect(await draw([aSession({ user })], { width: 200 })).toContain(` ${'u'.repeat(35)}… `);
    expect(await draw([aSession({ user })])).toContain(` ${user} `);
  });

  it('shows a name before the id, inert and cut', async () => {
    const named = aSession({ name: 'ann@example.test', users: ['42', '7'] });
    expect(await draw([named], { width: 80 })).toContain('  ann@example.test (42), 7  ');
    const narrow = await draw([named], { width: 40 });
    expect(narrow).toMatch(/ {2}ann@.*… {2}/);
    expect(Math.max(...narrow.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
    const hostile = aSession({ name: `\x1b[31m\u202e${'x'.repeat(250)}` });
    expect(await draw([hostile], { width: 80 })).toContain('\\x1b[31m\\u202exxxxx');
  });

  it('shows exact values where fields are asked for', async () => {
    const fields = parseFields('expiry,size,data.cart');
    expect(await draw([aSession()], { fields })).toBe(
      'expiry                    size  data.cart\n2027-01-02T03:04:05.678Z   231  [1,2,3]\n',
    );
  });

  it('shows expiries as instants on request', async () => {
    const sessions = [aSession(), aSession({ expiry: null })];
    const lines = (await draw(sessions, { exact: true })).split('\n');
    expect(lines[1]).toContain(' 2027-01-02T03:04:05.678Z ');
    expect(lines[2]).toContain(' never ');
  });

  it('colours by meaning, and only where that is asked for', async () => {
    const near = aSession({ expiry: inMs(60_000) });
    const gone = aSession({ state: 'expired', expiry: inMs(-60_000), data: null, error: 'broken' });
    const colored = await draw([near, gone], { color: true });
    expect(colored).toContain('\x1b[1mtoken\x1b[22m');
    expect(colored).toContain('\x1b[36mq3Jx8kPd…\x1b[39m');
    expect(colored).toContain('\x1b[33min 1m\x1b[39m');
    expect(colored).toMatch(/\x1b\[31m.*1m ago/);
    expect(colored).toContain('\x1b[31mbroken\x1b[39m');
    const plain = await draw([near, gone]);
    expect(colored.replace(/\x1b\[\d+m/g, '')).toBe(plain);
    expect(plain).not.toContain('\x1b');
  });

  it('draws a long table in time that grows with its rows', async () => {
    const cost = (rows: number): Promise<number> =>
      effortOf(async () => {
        const sessions = Array.from({ length: rows }, () => aSession());
        expect((await draw(sessions, { width: 100 })).split('\n')).toHaveLength(rows + 2);
      });
    await cost(300);
    // Ten times the rows: a hundred times the work, if it grew with their square.
    expect(await cost(3000)).toBeLessThan(40 * (await cost(300)));
  });
});
