import fc from 'fast-check';

import type { RenderOptions } from '../../../src/cli/formats/contract.js';
import type { Session } from '../../../src/session.js';

export const now = new Date('2027-01-01T04:04:05.678Z');

export const plainOptions: RenderOptions = {
  reveal: false,
  raw: false,
  fields: null,
  facts: [],
  noise: [],
  exact: false,
  now,
  width: null,
  color: false,
};

/** An active session of a gob store; the parts that a test is about are given. */
export function aSession(parts: Partial<Session> = {}): Session {
  const user = parts.user === undefined ? '42' : parts.user;
  return {
    token: 'q3Jx8kPdAbCdEfGhIjKlMnOpQrStUvWxYz012345678',
    tokenIsBytes: false,
    user,
    users: user === null ? [] : [user],
    anonymous: user === null,
    name: null,
    state: 'active',
    expiry: new Date('2027-01-02T03:04:05.678Z'),
    expiryUnreadable: false,
    size: 231,
    codec: 'gob',
    created: null,
    lastSeen: null,
    ip: null,
    agent: null,
    device: null,
    data: { userID: 42, cart: [1, 2, 3] },
    error: null,
    raw: null,
    columns: {},
    ...parts,
  };
}

/** The code points that must never reach a terminal as they are, from first to last. */
export const dangerousRanges: readonly [number, number][] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x2064],
  [0x2066, 0x206f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xd800, 0xdfff],
  [0xe0000, 0xe007f],
  [0xe0100, 0xe01ef],
];

/** The dangerous code points of a text. */
export function dangersIn(text: string): string[] {
  return Array.from(text).filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    return dangerousRanges.some(([first, last]) => code >= first && code <= last);
  });
}

/** Texts as an attacker would choose them: any UTF-16 units, rich in what is dangerous. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\\',
        'n',
        'x1b',
        'u202e',
        '"',
        ',',
        '\t',
        '=',
        '#',
        ' ',
        '❤\ufe0f',
        '中',
        'é',
      ),
      fc.constantFrom(...dangerousRanges.flat()).map((code) => String.fromCodePoint(code)),
      fc
        .constantFrom(...dangerousRanges)
        .chain(([first, last]) =>
          fc.integer({ min: first, max: last }).map((code) => String.fromCodePoint(code)),
        ),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));
