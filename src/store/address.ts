import { isIPv4, isIPv6 } from 'node:net';

/** An address of the internet; IPv4 in IPv6's clothes (`::ffff:203.0.113.9`) is the IPv4 that it is. */
interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
  /** The interface of a link's own address (`fe80::1%eth0`); null where none is named. */
  readonly zone: string | null;
}

/** All addresses of one family that begin with the same bits. */
export interface AddressRange extends Address {
  /** How many bits that are: all of them for one address. */
  readonly length: number;
}

export const expectedRange =
  'an address (203.0.113.9, 2001:db8::1), or a range by its first one (10.0.0.0/8, 2001:db8::/32)';

/**
 * Reads an address, or a range in CIDR's notation; null for anything else. A range whose address is
 * not its first (`10.0.0.5/8`) is not guessed at: it may be meant for one host.
 */
export function addressRange(text: string): AddressRange | null {
  const [, start = '', digits] = /^([^/]*)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const first = addressOf(start);
  if (first === null) return null;
  if (digits === undefined) return { ...first, length: first.bits };
  // Of an IPv4 address that was written as IPv6 the mask counts the 96 bits before it too.
  const length = Number(digits) - (first.bits === 32 && isIPv6(start) ? 96 : 0);
  const rest = BigInt(first.bits - length);
  const isRange = length >= 0 && rest >= 0n && first.zone === null;
  return isRange && (first.value >> rest) << rest === first.value ? { ...first, length } : null;
}

/** Whether what a session has for its address lies in a range; what is no address lies in none. */
export function isWithin(text: string, range: AddressRange): boolean {
  const address = addressOf(clientIn(text));
  if (address?.bits !== range.bits) return false;
  if (range.zone !== null && address.zone !== range.zone) return false;
  const rest = BigInt(range.bits - range.length);
  return address.value >> rest === range.value >> rest;
}

/** What stands in every text that holds an address of the range, however it is written there. */
export const textsWithin = ({ bits, value, length }: AddressRange): string[] => {
  if (bits === 128) return [':'];
  const whole = Math.floor(length / 8);
  const start = ipv4Text(value).split('.').slice(0, whole).join('.');
  // It may be written as IPv6.
  return [':', whole === 4 ? start : `${start}.`];
};

/** The address in what applications store: the first of a list of forwarders, less its port. */
function clientIn(text: string): string {
  const [first = ''] = text.split(',', 1);
  const [, bracketed, dotted] = /^(?:\[(.*)\]|([\d.]+))(?::\d+)?$/.exec(first.trim()) ?? [];
  return bracketed ?? dotted ?? first.trim();
}

function addressOf(text: string): Address | null {
  if (isIPv4(text)) return { bits: 32, value: ofParts(text.split('.'), 8n, 10), zone: null };
  if (!isIPv6(text)) return null;
  const [written = '', zone = null] = text.split('%', 2);
  const value = ipv6Value(written);
  return value >> 32n === 0xffffn
    ? { bits: 32, value: value & 0xffff_ffffn, zone: null }
    : { bits: 128, value, zone };
}

/** The number that an IPv6 address is, of a text that is one. */
function ipv6Value(text: string): bigint {
  const plain = text.replace(/[\d.]+$/, (end) => {
    if (!end.includes('.')) return end;
    const value = ofParts(end.split('.'), 8n, 10);
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  });
  const [head = [], tail = []] = plain.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return ofParts([...head, ...zeros, ...tail], 16n, 16);
}

const ofParts = (parts: readonly string[], width: bigint, base: number): bigint =>
  parts.reduce((value, part) => (value << width) | BigInt(parseInt(part, base)), 0n);

const ipv4Text = (value: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
