import { bigFloatText, bigIntBytes, bigIntText, bigRatText } from './big.js';
import { addrPortText, addrText, netIpText, prefixText } from './ip.js';
import { isTime, timeBytes, timeText, zeroTime } from './time.js';
import type { Known, Marshal } from './types.js';

const oneWay = (): null => null;

const time: Known = {
  go: 'time.Time',
  name: 'Time',
  marshal: 'gob',
  zero: zeroTime,
  accepts: isTime,
  text: timeText,
  bytes: timeBytes,
};

/** A pointer to a time where its description has no name: a time by its looks, within 4-digit years. */
const unnamedTime: Known = {
  ...time,
  name: '',
  zero: null,
  text: (bytes, exact) => {
    const text = timeText(bytes, exact);
    return text !== null && /^\d{4}-/.test(text) ? text : null;
  },
};

const url: Known = {
  go: 'net/url.URL',
  name: 'URL',
  marshal: 'binary',
  zero: null,
  text: (bytes) => bytes.toString('utf8'),
  bytes: (text) => Buffer.from(text),
};

/** The UUID packages all write the 16 bytes; the text has no dashes, but they may be given. */
const uuid: Known = {
  go: 'github.com/google/uuid.UUID',
  name: 'UUID',
  marshal: 'binary',
  zero: '0'.repeat(32),
  text: (bytes) => (bytes.length === 16 ? bytes.toString('hex') : null),
  bytes: (text) => {
    const hex = text.replaceAll('-', '');
    return /^[0-9a-f]{32}$/i.test(hex) ? Buffer.from(hex, 'hex') : null;
  },
};

const netIp: Known = {
  go: 'net.IP',
  name: 'IP',
  marshal: null,
  zero: '',
  text: netIpText,
  bytes: oneWay,
};

const guessable: readonly Known[] = [
  time,
  unnamedTime,
  url,
  uuid,
  { ...known('math/big.Int', 'gob', bigIntText, bigIntBytes), accepts: isBig(1, 1) },
  { ...known('math/big.Float', 'gob', bigFloatText), accepts: isBig(0, 6) },
  { ...known('math/big.Rat', 'gob', bigRatText), accepts: isBig(1, 5) },
  known('net/netip.Addr', 'binary', addrText),
  known('net/netip.AddrPort', 'binary', addrPortText),
  known('net/netip.Prefix', 'binary', prefixText),
];

const byGoName = new Map<string, Known>();
for (const type of [...guessable, netIp]) {
  if (type === unnamedTime) continue;
  byGoName.set(type.go, type);
  // Go registers a pointer, and names the parts of a slice or map, by the package's last part.
  byGoName.set(type.go.slice(type.go.lastIndexOf('/') + 1), type);
}

/** Returns the known type of this name in Go, without a star before it. */
export function knownByGoName(name: string): Known | null {
  return byGoName.get(name) ?? (name.endsWith('.UUID') ? uuid : null);
}

/**
 * Guesses the known type from a description, which has the name without its package.
 *
 * A pointer's description has no name at all: of the types that encode themselves through gob,
 * only a time is told from its bytes alone.
 */
export function guessKnown(name: string, marshal: Marshal): Known | null {
  return guessable.find((type) => type.name === name && type.marshal === marshal) ?? null;
}

/** Tells the numbers of math/big by the version that they begin with, which has a sign after it. */
function isBig(signBits: number, shortest: number): (bytes: Buffer) => boolean {
  return (bytes) =>
    bytes.length === 0 || (bytes.length >= shortest && (bytes[0] ?? 0) >> signBits === 1);
}

function known(
  go: string,
  marshal: Marshal,
  text: (bytes: Buffer) => string | null,
  bytes: (text: string) => Buffer | null = oneWay,
): Known {
  return { go, name: go.slice(go.lastIndexOf('.') + 1), marshal, zero: null, text, bytes };
}
