import type { Codec } from './contract.js';
import { gob } from './gob/index.js';
import { json } from './json.js';
import { parseBase64Text } from './reading/base64.js';
import { unencodable, undecodable } from './reading/failure.js';
import { bufferOf } from './reading/reader.js';

const format = 'a session of gorilla/sessions';
const bar = 0x7c;
/** Seconds of ten digits, and the bar behind them. */
const dated = /^[1-9]\d{9}\|/;

/**
 * What gorilla/securecookie makes of a session's values: base64 of the second, the values in base64 and
 * a signature, with bars between. The values are a gob, or JSON, which an application may encrypt.
 * Read only, for only the application's keys sign it.
 *
 * Source: gorilla/securecookie, securecookie.go (`Encode`, `Decode`).
 */
export const securecookie: Codec = {
  name: 'securecookie',

  matches: (payload) => {
    const start = bufferOf(payload).subarray(0, 16).toString('latin1');
    return dated.test(Buffer.from(start, 'base64').toString('latin1'));
  },

  decode: (payload, options) => {
    const whole = parseBase64Text(bufferOf(payload), format);
    const from = whole.indexOf(bar) + 1;
    const to = whole.indexOf(bar, from);
    if (from === 0 || to < 0) throw undecodable(format, 0, 'it has no values');
    const values = parseBase64Text(whole.subarray(from, to), format);
    const codec = [gob, json].find((one) => one.matches(values));
    if (codec !== undefined) return codec.decode(values, options);
    throw undecodable(format, from, 'its values are encrypted, or of a kind of the application’s');
  },

  encode: () => {
    throw unencodable(
      format,
      '',
      'it is signed with the application’s keys: give the bytes',
      'data',
    );
  },
};
