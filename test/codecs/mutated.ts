import fc from 'fast-check';

type Edit = (payload: Buffer) => Buffer;

/** Payloads made of these by one to four edits: bits, bytes, cuts, and pieces in other places. */
export function mutated(samples: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const short = samples.filter(({ length }) => length < 3000);
  const sample = fc.nat(short.length - 1).map((index) => short[index] ?? Buffer.alloc(0));
  const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  const edit: fc.Arbitrary<Edit> = fc.oneof(
    fc.tuple(place, fc.nat(7)).map(([at, bit]): Edit => changed(at, (byte) => byte ^ (1 << bit))),
    fc.tuple(place, fc.nat(255)).map(([at, byte]): Edit => changed(at, () => byte)),
    // Lengths, counts and numbers of references are digits in PHP.
    fc.tuple(place, fc.nat(9)).map(([at, digit]): Edit => changed(at, () => 0x30 + digit)),
    place.map(
      (at): Edit =>
        (payload) =>
          payload.subarray(0, index(payload, at)),
    ),
    fc.tuple(place, fc.uint8Array({ maxLength: 10 })).map(([at, more]): Edit => inserted(at, more)),
    fc.tuple(place, place).map(([at, from]): Edit => repeated(at, from)),
    fc.tuple(place, sample, place).map(([at, other, from]): Edit => spliced(at, other, from)),
  );
  return fc
    .tuple(sample, fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([payload, edits]) => edits.reduce((current, change) => change(current), payload));
}

const index = (payload: Buffer, at: number): number => Math.floor(at * payload.length);

function changed(at: number, change: (byte: number) => number): Edit {
  return (payload) => {
    const copy = Buffer.from(payload);
    const i = index(payload, at);
    if (i < copy.length) copy[i] = change(copy[i] ?? 0);
    return copy;
  };
}

function inserted(at: number, more: Uint8Array): Edit {
  return (payload) => {
    const i = index(payload, at);
    return Buffer.concat([payload.subarray(0, i), more, payload.subarray(i)]);
  };
}

function repeated(at: number, from: number): Edit {
  return (payload) => {
    const i = index(payload, at);
    return Buffer.concat([payload.subarray(0, i), payload.subarray(Math.floor(from * i))]);
  };
}

function spliced(at: number, other: Buffer, from: number): Edit {
  return (payload) =>
    Buffer.concat([payload.subarray(0, index(payload, at)), other.subarray(index(other, from))]);
}
