/** What pieces are written into: many of them fit. */
const roomBytes = 256 * 1024;
let room: Buffer | undefined;

/**
 * Returns texts as one UTF-8. Each is written by itself: of a page of text in which there is but one
 * character such as `…` Node makes bytes in eight times as long as of its lines, one by one.
 */
export function utf8Of(pieces: readonly string[]): Buffer {
  room ??= Buffer.allocUnsafeSlow(roomBytes);
  const done: Buffer[] = [];
  let end = 0;
  const cut = (into: Buffer): void => {
    done.push(Buffer.from(into.subarray(0, end)));
    end = 0;
  };
  for (const piece of pieces) {
    // No unit of UTF-16 takes more than three bytes.
    if (3 * piece.length > roomBytes - end) cut(room);
    if (3 * piece.length > roomBytes) done.push(Buffer.from(piece));
    else end += room.write(piece, end);
  }
  cut(room);
  return done.length === 1 && done[0] ? done[0] : Buffer.concat(done);
}
