import type { Json } from '../../session.js';
import { floatJson } from '../reading/float.js';
import { newObject } from '../reading/object.js';
import { rawBytes } from '../reading/raw-bytes.js';
import { cost, type Reader } from '../reading/reader.js';
import { keyText, textOrHex } from '../reading/text.js';
import { instantText } from '../reading/time.js';
import { whole } from '../reading/whole.js';

/** Returns the one value that the payload holds. */
export function decodeMsgpack(reader: Reader, typed: boolean): Json {
  const value = new ValueReader(reader, typed).value();
  if (reader.left > 0) reader.fail('bytes after the end');
  return value;
}

class ValueReader {
  readonly #reader: Reader;
  readonly #typed: boolean;
  #inKey = false;

  constructor(reader: Reader, typed: boolean) {
    this.#reader = reader;
    this.#typed = typed;
  }

  value(): Json {
    const reader = this.#reader;
    reader.spend(cost.scalar);
    const head = reader.byte();
    if (head <= 0x7f) return head;
    if (head <= 0x8f) return this.#map(head & 0x0f);
    if (head <= 0x9f) return this.#list(head & 0x0f);
    if (head <= 0xbf) return this.#text(head & 0x1f);
    if (head >= 0xe0) return head - 0x100;
    return head <= 0xd3 ? this.#scalar(head) : this.#sized(head);
  }

  #scalar(head: number): Json {
    const reader = this.#reader;
    switch (head) {
      case 0xc0:
        return null;
      case 0xc2:
      case 0xc3:
        return head === 0xc3;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#bytes(this.#size(2 ** (head - 0xc4)));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#size(2 ** (head - 0xc7)));
      case 0xca:
        return floatJson(reader.slice(4).readFloatBE());
      case 0xcb:
        return floatJson(reader.slice(8).readDoubleBE());
      case 0xcc:
      case 0xcd:
      case 0xce:
        return this.#size(2 ** (head - 0xcc));
      case 0xcf:
        return whole(reader.slice(8).readBigUInt64BE());
      case 0xd0:
        return reader.slice(1).readInt8();
      case 0xd1:
        return reader.slice(2).readInt16BE();
      case 0xd2:
        return reader.slice(4).readInt32BE();
      case 0xd3:
        return whole(reader.slice(8).readBigInt64BE());
      default:
        return reader.fail('a value of a kind that there is not', reader.pos - 1);
    }
  }

  #sized(head: number): Json {
    if (head <= 0xd8) return this.#extension(2 ** (head - 0xd4));
    if (head <= 0xdb) return this.#text(this.#size(2 ** (head - 0xd9)));
    const size = this.#size(head % 2 === 0 ? 2 : 4);
    return head <= 0xdd ? this.#list(size) : this.#map(size);
  }

  #size(bytes: number): number {
    return this.#reader.slice(bytes).readUIntBE(0, bytes);
  }

  #text(length: number): Json {
    const bytes = this.#reader.slice(length);
    this.#reader.spend(length);
    return textOrHex(bytes);
  }

  #bytes(length: number): Json {
    const bytes = this.#reader.slice(length);
    this.#reader.spend(length);
    return this.#typed ? rawBytes(bytes) : bytes.toString('base64');
  }

  #list(length: number): Json {
    const reader = this.#reader;
    reader.spend(cost.compound);
    reader.count(length, 1);
    reader.enter();
    const list: Json[] = [];
    for (let i = 0; i < length; i++) list.push(this.value());
    reader.leave();
    return list;
  }

  #map(length: number): Json {
    const reader = this.#reader;
    // As text, each level's quotes would be escaped again, and it would double.
    if (this.#inKey) reader.fail('a map within the key of a map', reader.pos - 1);
    reader.spend(cost.compound);
    reader.count(length, 2);
    reader.enter();
    const object = newObject();
    for (let i = 0; i < length; i++) {
      const key = this.#key();
      object[key] = this.value();
    }
    reader.leave();
    return object;
  }

  #key(): string {
    const outer = this.#inKey;
    this.#inKey = true;
    const text = keyText(this.value());
    this.#inKey = outer;
    return text;
  }

  #extension(length: number): Json {
    const reader = this.#reader;
    const type = reader.slice(1).readInt8();
    const bytes = reader.slice(length);
    reader.spend(cost.compound + length);
    const time = type === -1 ? timestampText(bytes) : null;
    if (time !== null) return time;
    const object = newObject();
    object['__ext'] = type;
    object['data'] = bytes.toString('base64');
    return object;
  }
}

/** Returns a timestamp of 4, 8 or 12 bytes as RFC 3339, or null if it is none. */
function timestampText(bytes: Buffer): string | null {
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
