import { instantText } from '../reading/time.js';

/** Gives a timestamp of 4, 8 or 12 bytes as RFC 3339; null where it is none. */
export function timestampText(bytes: Buffer): string | null {
  switch (bytes.length) {
    case 4:
      return instantText(bytes.readUInt32BE(), 0, 0);
    case 8: {
      const high = bytes.readUInt32BE();
      return instantText((high & 3) * 2 ** 32 + bytes.readUInt32BE(4), high >>> 2, 0);
    }
    case 12:
      return instantText(Number(bytes.readBigInt64BE(4)), bytes.readUInt32BE(), 0);
    default:
      return null;
  }
}
