import { describe, expect, it } from 'vitest';

import { stringifyJson } from '../../../src/cli/output/json.js';
import { sessionRecord } from '../../../src/cli/output/record.js';
import { recordWriter } from '../../../src/cli/output/record-text.js';
import { parseFields } from '../../../src/cli/values/fields.js';
import { aSession } from './sessions.js';

const sessions = [
  aSession(),
  aSession({ token: 'short\u202e"' }),
  aSession({ token: '', user: null, expiry: null, codec: null, data: null }),
  aSession({ data: null, error: 'cut short', raw: Buffer.from('hi') }),
  aSession({ raw: Buffer.from('hi'), state: 'expired', columns: { ip: Buffer.from('hi'), n: 5n } }),
  aSession({ expiry: new Date(NaN), data: ['\u0007', { __proto__: null, a: 1n }] }),
];

describe('recordWriter', () => {
  it('writes what stringifyJson writes of the record', () => {
    for (const fields of [null, parseFields('size,data.cart,ip,n,__proto__,raw,expiry,token,"x')]) {
      for (const reveal of [true, false]) {
        for (const raw of [true, false]) {
          const options = { fields, reveal, raw };
          for (const session of sessions) {
            expect(recordWriter(options)(session)).toBe(
              stringifyJson(sessionRecord(session, options)),
            );
          }
        }
      }
    }
  });
});
