/**
 * Says whether the payload begins like a gob, whole or cut off.
 *
 * A gob begins with a message's length, then a type's number: a negative one and its description,
 * or one of gob's own and a zero byte. Text and JSON do neither.
 */
export function looksLikeGob(payload: Uint8Array): boolean {
  const start = integerSize(payload[0]);
  if (start === 0) return false;
  const size = integerSize(payload[start]);
  const next = payload[start + size];
  if (size === 0 || next === undefined) return false;
  const last = payload[start + size - 1] ?? 0;
  // Type numbers are signed: the lowest bit is the sign. Described types begin at 64.
  if (size > 1) return (last & 1) === 1 && next >= 1 && next <= 7;
  return last >= 2 && last <= 16 && last % 2 === 0 && next === 0;
}

/** Gives the bytes of an integer that begins with this byte; 0 for none that a gob begins with. */
function integerSize(first: number | undefined): number {
  if (first === undefined || first === 0) return 0;
  if (first <= 0x7f) return 1;
  return first >= 0xf8 ? 257 - first : 0;
}
