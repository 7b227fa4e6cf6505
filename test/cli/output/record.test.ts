import { describe, expect, it } from 'vitest';

import { sessionRecord } from '../../../src/cli/output/record.js';
import { parseFields } from '../../../src/cli/values/fields.js';
import { aSession, now } from './sessions.js';

const plain = { reveal: false, raw: false, fields: null };

describe('sessionRecord', () => {
  it('has the stable keys, in order', () => {
    const seen = { lastSeen: now, ip: '203.0.113.9', agent: 'curl/8.5.0', device: 'curl 8.5' };
    expect(Object.entries(sessionRecord(aSession(seen), plain))).toEqual([
      ['token', 'q3Jx8kPd…'],
      ['user', '42'],
      ['name', null],
      ['state', 'active'],
      ['expiry', '2027-01-02T03:04:05.678Z'],
      ['size', 231],
      ['codec', 'gob'],
      ['created', null],
      ['lastSeen', '2027-01-01T04:04:05.678Z'],
      ['ip', '203.0.113.9'],
      ['agent', 'curl/8.5.0'],
      ['device', 'curl 8.5'],
      ['data', { userID: 42, cart: [1, 2, 3] }],
    ]);
  });

  it('has error and raw where the payload could not be decoded', () => {
    const broken = aSession({ data: null, error: 'cut short', raw: Buffer.from('hi') });
    const record = sessionRecord(broken, plain);
    expect(Object.keys(record).slice(12)).toEqual(['data', 'error', 'raw']);
    expect(record).toMatchObject({ data: null, error: 'cut short', raw: 'aGk=' });
  });

  it('has raw beside data only where it is asked for and there', () => {
    const session = aSession({ raw: Buffer.from('hi') });
    expect(sessionRecord(session, plain)).not.toHaveProperty('raw');
    expect(sessionRecord(session, { ...plain, raw: true })).toHaveProperty('raw', 'aGk=');
    expect(sessionRecord(aSession(), { ...plain, raw: true })).not.toHaveProperty('raw');
  });

  it('reveals the token and knows sessions without an end', () => {
    const record = sessionRecord(aSession({ expiry: null }), { ...plain, reveal: true });
    expect(record).toMatchObject({ token: aSession().token, expiry: null });
    expect(sessionRecord(aSession({ expiry: new Date(NaN) }), plain)['expiry']).toBeNull();
  });

  it('has only the fields that were asked for, in their order', () => {
    const session = aSession({
      columns: { address: Buffer.from('hi'), seen: new Date(0), hits: 5n },
      data: { items: [{ n: 1 }, { n: 2 }], one: { x: 'y' } },
    });
    const fields = parseFields(
      'size,data.items.n,data.one.x,data.no,address,seen,hits,toString,raw',
    );
    expect(Object.entries(sessionRecord(session, { ...plain, fields }))).toEqual([
      ['size', 231],
      ['data.items.n', [1, 2]],
      ['data.one.x', 'y'],
      ['data.no', null],
      ['address', 'aGk='],
      ['seen', '1970-01-01T00:00:00.000Z'],
      ['hits', 5n],
      ['toString', null],
      ['raw', null],
    ]);
  });

  it('takes a column named __proto__ for a column', () => {
    const columns = JSON.parse('{"__proto__": "x"}') as Record<string, unknown>;
    const record = sessionRecord(aSession({ columns }), {
      ...plain,
      fields: parseFields('__proto__,token'),
    });
    expect(Object.entries(record)).toEqual([
      ['__proto__', 'x'],
      ['token', 'q3Jx8kPd…'],
    ]);
  });
});
