import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/codecs/gob/decode.js';
import { encode } from '../../../src/codecs/gob/encode.js';

const payload = (data: Record<string, string | string[]>): Buffer =>
  encode(data, { expiry: new Date('2027-01-01T00:00:00Z') }).payload;

describe('a stream that begins as another did', () => {
  it('has the types that it describes itself, beside those of its opening', () => {
    const sessions = [{ a: ['x'] }, { a: 'y' }, { b: ['z'], a: ['x', 'y'] }, { a: ['x'] }];
    for (const session of [...sessions, ...sessions]) {
      expect(decode(payload(session), false)).toEqual(session);
    }
  });

  it('fails where it is cut off, wherever that is', () => {
    const whole = payload({ a: ['x'] });
    decode(whole, false);
    for (let end = 0; end < whole.length - 1; end++) {
      expect(() => decode(whole.subarray(0, end), false)).toThrow(/PAYLOAD_UNDECODABLE|byte/);
    }
  });
});
