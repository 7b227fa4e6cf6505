import { TextDecoder } from 'node:util';
import type { Json } from '../../session.js';
import { textOrHex } from '../reading/text.js';

/**
 * Returns the text of a string of this encoding; `{"__hex": …}` where it has none.
 *
 * `E` says UTF-8 or ASCII, `encoding` names another; without either the string is binary, and its
 * text is shown where it happens to be UTF-8.
 */
export function decodeString(bytes: Buffer, variables: ReadonlyMap<string, Json>): Json {
  const encoding = variables.get('encoding');
  const other = typeof encoding === 'string' ? decoderOf(encoding) : null;
  if (other === null) return textOrHex(bytes);
  try {
    return other.decode(bytes);
  } catch {
    return textOrHex(bytes);
  }
}

/** What Ruby calls otherwise than the Encoding Standard does. */
const renamed: Readonly<Record<string, string>> = {
  'Windows-31J': 'shift_jis',
  'UTF-16': 'utf-16be',
};

/** The encodings that strings were in, by Ruby's name for them; null for those without a decoder. */
const decoders = new Map<string, TextDecoder | null>();

function decoderOf(encoding: string): TextDecoder | null {
  // No encoding's name is longer, and there are no more of them.
  if (encoding.length > 20) return null;
  const known = decoders.get(encoding);
  if (known !== undefined) return known;
  if (decoders.size > 200) decoders.clear();
  const made = newDecoder(encoding);
  decoders.set(encoding, made);
  return made;
}

function newDecoder(encoding: string): TextDecoder | null {
  try {
    return new TextDecoder(renamed[encoding] ?? encoding, { fatal: true, ignoreBOM: true });
  } catch {
    return null;
  }
}
