import { randomBytes } from 'node:crypto';

/** Nobody can know which texts come out the same. */
const seeds = randomBytes(8);
const [seedLow, seedHigh] = [seeds.readInt32LE(0), seeds.readInt32LE(4)];

const rotated = (n: number, bits: number): number => (n << bits) | (n >>> (32 - bits));

/** Mixes every bit of a number into all others. Source: the end of MurmurHash3. */
function mixed(n: number): number {
  let h = Math.imul(n ^ (n >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The last hash: its lower and its upper 32 bits, signed. Two numbers, for no object is made. */
export const hash = { low: 0, high: 0 };

/**
 * Hashes a text to 64 bits. Among a million texts two come out the same once in some thirty million
 * times.
 *
 * Source: the two lanes of MurmurHash3_x86_128, over UTF-16 units, two at a time.
 */
export function hashText(text: string): void {
  let [a, b] = [seedLow, seedHigh];
  for (let i = 0; i < text.length; i += 2) {
    const units = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
    a ^= Math.imul(rotated(Math.imul(units, 0x239b961b), 15), 0xab0e9789);
    a = (Math.imul((rotated(a, 19) + b) | 0, 5) + 0x561ccd1b) | 0;
    b ^= Math.imul(rotated(Math.imul(units, 0x38b34ae5), 16), 0xa1e38b93);
    b = (Math.imul((rotated(b, 17) + a) | 0, 5) + 0x0bcaa747) | 0;
  }
  finish(a ^ text.length, b ^ text.length);
}

/** Hashes two hashes that belong together, in this order. */
export function hashPair(low: number, high: number): void {
  finish(Math.imul(hash.low, 5) ^ low, Math.imul(hash.high, 3) ^ high);
}

function finish(low: number, high: number): void {
  const a = mixed((low + high) | 0);
  const b = mixed((high + a) | 0);
  hash.low = (a + b) | 0;
  hash.high = (b + hash.low) | 0;
}
