import { describe, expect, test } from 'vitest';
import { gob } from '../../../src/codecs/gob/index.js';
import { Writer } from '../../../src/codecs/gob/writer.js';
import type { Json } from '../../../src/session.js';
import { effort } from '../../helpers/effort.js';

const interfaceId = 8;
const intId = 2;
const context = { expiry: null };

/** A message: its length and its content. */
function message(write: (out: Writer) => void): Buffer {
  const content = new Writer();
  write(content);
  const out = new Writer();
  out.slice(content.view());
  return Buffer.from(out.view());
}

/** The description of a struct of these fields. */
function struct(id: number, name: string, fields: [string, number][]): Buffer {
  return message((out) => {
    out.int(-id);
    for (const byte of [3, 1, 1]) out.byte(byte);
    out.slice(name);
    for (const byte of [0, 1]) out.byte(byte);
    out.uint(fields.length);
    for (const [field, type] of fields) {
      out.byte(1);
      out.slice(field);
      out.byte(1);
      out.int(type);
      out.byte(0);
    }
    for (const byte of [0, 0]) out.byte(byte);
  });
}

/** The description of an array (of a length), a slice or a map. */
function list(id: number, part: 1 | 2 | 4, refs: number[], length?: number): Buffer {
  return message((out) => {
    out.int(-id);
    for (const byte of [part, 1, 0]) out.byte(byte);
    for (const ref of refs) {
      out.byte(1);
      out.int(ref);
    }
    if (length !== undefined) {
      out.byte(1);
      out.int(length);
    }
    for (const byte of [0, 0]) out.byte(byte);
  });
}

function value(id: number, content: number[] | Buffer): Buffer {
  return message((out) => {
    out.int(id);
    out.append(Buffer.from(content));
  });
}

function count(n: number | bigint): number[] {
  const out = new Writer();
  out.uint(n);
  return [...out.view()];
}

function decodes(...parts: Buffer[]): Json {
  const payload = Buffer.concat(parts);
  let data: Json = null;
  let refused: Error | undefined;
  const cost = effort(() => {
    try {
      data = gob.decode(payload);
      expect(JSON.stringify(data).length).toBeLessThan(600_000 + payload.length * 200);
      expect(
        gob.encode(gob.decode(payload, { typed: true }), context).payload.length,
      ).toBeGreaterThan(0);
    } catch (error) {
      refused = error as Error;
    }
  });
  expect(cost).toBeLessThan(100);
  if (refused) throw refused;
  return data;
}

describe('what claims to be much is refused, or cut short', () => {
  test.each<[string, Buffer[]]>([
    ['a list', [list(65, 2, [intId]), value(65, [0, ...count(2n ** 62n), 2, 2])]],
    ['bytes', [value(5, [0, ...count(2n ** 40n), 1])]],
    ['a map', [list(65, 4, [intId, intId]), value(65, [0, ...count(2n ** 63n), 2, 2])]],
    [
      'a list of nothing',
      [struct(65, 'E', [['A', 2]]), list(66, 2, [65]), value(66, [0, ...count(2n ** 32n), 0, 0])],
    ],
    [
      'a map of nothing',
      [struct(65, 'E', [['A', 2]]), list(66, 4, [65, 65]), value(66, [0, 9, 0])],
    ],
    ['a list of 32 bits', [list(65, 2, [intId]), value(65, [0, ...count(2 ** 32), 2, 2])]],
    ['a type name', [value(interfaceId, [0, ...count(2n ** 50n), 65])]],
    ['an array', [list(65, 1, [intId], 2 ** 40), value(65, [0, ...count(2 ** 40), 2])]],
    [
      'a number of fields',
      [
        message((out) =>
          out.append(Buffer.from([0xff, 0x81, 3, 1, 0, 1, 0xfc, 255, 255, 255, 255])),
        ),
      ],
    ],
  ])('%s', (_, parts) => {
    expect(() => decodes(...parts)).toThrow(/at byte \d+/);
  });

  test('an array that is not there', () => {
    const data = decodes(
      list(65, 1, [intId], 2 ** 40),
      struct(66, 'S', [
        ['A', 65],
        ['B', intId],
      ]),
      value(66, [2, 2, 0]),
    );
    expect(data).toEqual({ A: null, B: 1 });
  });

  test('structs of structs of structs that are not there', () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'];
    const types = Array.from({ length: 40 }, (_, i) =>
      struct(
        65 + i,
        'S',
        names.map((name): [string, number] => [name, i === 39 ? intId : 66 + i]),
      ),
    );
    decodes(...types, value(65, [0]));
    decodes(...types, list(200, 2, [65]), value(200, [0, 100, ...Array<number>(100).fill(0)]));
  });

  test('arrays of arrays of arrays that are not there', () => {
    const types = Array.from({ length: 40 }, (_, i) =>
      list(65 + i, 1, [i === 39 ? intId : 66 + i], 9),
    );
    decodes(...types, struct(64, 'S', [['A', 65]]), value(64, [0]));
  });

  test('many structs of many fields that are not there', () => {
    const fields = Array.from({ length: 1000 }, (_, i): [string, number] => [`F${i}`, intId]);
    const zeros = Buffer.alloc(100_000);
    decodes(
      struct(65, 'S', fields),
      list(66, 2, [65]),
      value(66, Buffer.concat([Buffer.from([0, ...count(zeros.length)]), zeros])),
    );
  });
});

describe('what goes deep is refused without running out of stack', () => {
  test('lists of lists', () => {
    const content = Buffer.alloc(200_000, 1);
    content[0] = 0;
    expect(() => decodes(list(65, 2, [65]), value(65, content))).toThrow('nested deeper');
  });

  test('a linked list', () => {
    const node = struct(65, 'Node', [['Next', 65]]);
    expect(() => decodes(node, value(65, Buffer.alloc(200_000, 1)))).toThrow('nested deeper');
  });

  test('maps as keys of maps, whose text would double with each level', () => {
    const levels = 40;
    const content = [0, ...Array<number>(levels).fill(1), 0, ...Array<number>(levels).fill(2)];
    expect(() => decodes(list(65, 4, [65, intId]), value(65, content))).toThrow(
      'a map within the key of a map',
    );
  });

  test('interface values', () => {
    const level = [2, 0x78, 0x79, interfaceId * 2, 1, 0];
    const content = Array.from({ length: 50_000 }).flatMap(() => level);
    expect(() => decodes(value(interfaceId, [0, ...content]))).toThrow('nested deeper');
  });

  test('types of types', () => {
    const types = Array.from({ length: 20_000 }, (_, i) => list(65 + i, 2, [66 + i]));
    const payload = Buffer.concat([...types, value(65, [0, 0])]);
    expect(gob.decode(payload)).toEqual([]);
    expect(() => gob.decode(payload, { typed: true })).toThrow('nested too deep');
  });

  test('types that mention one another twice', () => {
    const types = Array.from({ length: 60 }, (_, i) =>
      list(65 + i, 4, i === 59 ? [6, 6] : [66 + i, 66 + i]),
    );
    expect(decodes(...types, value(65, [0, 0]))).toEqual({});
  });

  test('a map of maps, as deep as a session may be', () => {
    let data: Json = 'x';
    for (let i = 0; i < 490; i++) data = { a: data };
    const { payload } = gob.encode(data, context);
    expect(JSON.stringify(gob.decode(payload))).toBe(JSON.stringify(data));
  });
});

test('recursive types that are not there stop at nil', () => {
  const data = decodes(
    struct(65, 'Tree', [
      ['Left', 65],
      ['Kids', 66],
      ['Other', 67],
    ]),
    list(66, 2, [65]),
    struct(67, 'Other', [['Tree', 65]]),
    value(65, [2, 1, 0, 0]),
  );
  expect(data).toEqual({
    Left: null,
    Kids: [{ Left: null, Kids: [], Other: { Tree: null } }],
    Other: { Tree: null },
  });
});

test('time grows with the size, and no faster', () => {
  const time = (items: number): number => {
    const data = Array.from({ length: items }, (_, i) => ({
      id: i,
      name: `name ${i}`,
      tags: ['a'],
    }));
    const { payload } = gob.encode({ data }, context);
    const times = Array.from({ length: 5 }, () => effort(() => gob.decode(payload)));
    return Math.min(...times);
  };
  time(2000);
  expect(time(40_000)).toBeLessThan(time(5_000) * 30);
});
