import { describe, expect, test } from 'vitest';
import { gob, scsDeadline } from '../../../src/codecs/gob/index.js';
import type { Json } from '../../../src/session.js';
import { bytes, canonical, gobCases, goVectors } from './vectors.js';

/** gob does not tell an absent pointer from what it would point to: both are not sent. */
const emptyAddress = { Street: '', City: '', Zip: '' };

function withoutNilPointers(json: Json): Json {
  if (Array.isArray(json)) return json.map(withoutNilPointers);
  if (typeof json !== 'object' || json === null) return json;
  const entries = Object.entries(json).map(([key, value]): [string, Json] => {
    if (key === 'Zip' && value === null) return [key, ''];
    if (key === 'Work' && value === null) return [key, emptyAddress];
    return [key, withoutNilPointers(value)];
  });
  return Object.fromEntries(entries);
}

describe('sessions that SCS wrote', () => {
  test.each(gobCases.cases)('$name', ({ name, hex, plain, deadline }) => {
    const payload = bytes(hex);
    expect(gob.matches(payload)).toBe(true);
    // What the application's own GobEncoder wrote is shown as the bytes that it is.
    const expected =
      name === 'gobencoder'
        ? { v: { $type: 'example.com/shop/models.Token', $bytes: 'dG9rOnNlY3JldC3Osc6yzrM=' } }
        : withoutNilPointers(plain);
    expect(canonical(gob.decode(payload))).toBe(canonical(expected));
    const isZero = deadline.startsWith('0001');
    expect(scsDeadline(payload)).toEqual(isZero ? null : new Date(deadline));
  });
});

test('random sessions that Go wrote decode to what Go prints of them', () => {
  for (const { hex, plain, deadline } of goVectors.random) {
    const payload = bytes(hex);
    expect(gob.matches(payload)).toBe(true);
    expect(canonical(gob.decode(payload))).toBe(canonical(plain));
    // JavaScript reads no zones as odd as some of these.
    if (!deadline.endsWith('Z') || deadline.startsWith('0001')) continue;
    expect(scsDeadline(payload)).toEqual(new Date(deadline));
  }
});

describe('other gobs', () => {
  const byName = Object.fromEntries(gobCases.other_gob.map(({ name, hex }) => [name, bytes(hex)]));
  const get = (name: string): Buffer => byName[name] ?? Buffer.alloc(0);

  test('are recognised', () => {
    for (const { hex } of gobCases.other_gob) expect(gob.matches(bytes(hex))).toBe(true);
  });

  test('a map', () => {
    expect(gob.decode(get('top-map-string-string'))).toEqual({ a: 'b' });
  });

  test('a struct', () => {
    expect(gob.decode(get('top-struct'))).toMatchObject({
      ID: 42,
      Name: 'Zoë Grünwald',
      CreatedAt: '2023-05-17T08:30:15.123456789+02:00',
      Prefs: { lang: 'de', theme: 'dark' },
    });
  });

  test('several values', () => {
    expect(gob.decode(get('top-two-values'))).toEqual(['first', 'second']);
  });
});

describe('damaged payloads', () => {
  test.each(gobCases.malformed)('$name', ({ hex, go_rejects }) => {
    const decode = (): Json => gob.decode(bytes(hex));
    if (!go_rejects) expect(decode()).toEqual({ email: 'ann@example.com', userID: 1042 });
    else expect(decode).toThrow(expect.objectContaining({ code: 'PAYLOAD_UNDECODABLE' }));
  });

  test('the error says where', () => {
    const decode = (): Json => gob.decode(bytes('26ff81030102ff82'));
    expect(decode).toThrow('a message of 38 bytes where 7 are left (at byte 0)');
  });

  test('every truncation is refused', () => {
    for (const { hex } of gobCases.cases.slice(0, 30)) {
      const payload = bytes(hex);
      for (let length = 0; length < payload.length; length++) {
        expect(() => gob.decode(payload.subarray(0, length))).toThrow('at byte');
      }
    }
  });
});

describe('matches', () => {
  test.each(['', '{}', '[1]', '{"Deadline":"x"}', 'hello', '\u0000', 'a:1:{i:0;s:1:"x";}', '€uro'])(
    'not %j',
    (text) => {
      expect(gob.matches(Buffer.from(text))).toBe(false);
    },
  );
});

test('objects have no prototype, and __proto__ is a key like any other', () => {
  const { payload } = gob.encode(JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') as Json, {
    expiry: null,
  });
  const data = gob.decode(payload) as Record<string, Json>;
  expect(Object.getPrototypeOf(data)).toBe(null);
  expect(Object.keys(data)).toEqual(['__proto__', 'constructor']);
  expect(({} as Record<string, unknown>)['x']).toBe(undefined);
});
