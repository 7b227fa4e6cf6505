import { describe, expect, test } from 'vitest';
import { pickle } from '../../src/codecs/pickle/index.js';
import type { Json, JsonObject } from '../../src/session.js';
import { bytes, expectNoPrototypes, expectRows, refusal, rowsOf } from './rows.js';
import { samples } from './vectors.js';
import { effort } from '../helpers/effort.js';

const table = { name: 'sessions', token: 'session_id', payload: 'data' };

test('rows that Flask-Session wrote', async () => {
  expectRows(pickle, await rowsOf('flask-session', 'session_id', table));
});

describe('what Python wrote, in each protocol', () => {
  test.each(samples.pickle)('$name, protocol $protocol', ({ hex, json, name }) => {
    const payload = bytes(hex);
    if (name.startsWith('session')) expect(pickle.matches(payload)).toBe(true);
    const data = pickle.decode(payload);
    expect(data).toEqual(json);
    expectNoPrototypes(data);
  });
});

describe('hostile payloads', () => {
  const text = (content: string): Buffer => Buffer.from(content, 'latin1');

  test('nothing is called', () => {
    expect(pickle.decode(text("cos\nsystem\n(S'id'\ntR."))).toEqual({
      __class: 'os.system',
      args: ['id'],
    });
    expect(pickle.decode(text("(S'id'\nios\nsystem\n."))).toEqual({
      __class: 'os.system',
      args: ['id'],
    });
  });

  test('__proto__ is a key like any other', () => {
    const data = pickle.decode(
      bytes('80047d8c095f5f70726f746f5f5f7d8c01784b0173732e'),
    ) as JsonObject;
    expect(Object.keys(data)).toEqual(['__proto__']);
    expectNoPrototypes(data);
    expect(({} as JsonObject)['x']).toBe(undefined);
  });

  test('a list in itself', () => {
    expect(pickle.decode(bytes('80045d94680061 2e'))).toEqual([{ __cycle: true }]);
  });

  test('deep lists', () => {
    const deep = Buffer.concat([
      bytes('8004'),
      Buffer.alloc(100_000, 0x5d),
      Buffer.alloc(99_999, 0x61),
      text('.'),
    ]);
    expect(refusal(pickle, deep)).toContain('deeper than 1000');
  });

  test('a billion laughs', () => {
    const doubled = Buffer.concat(
      Array.from({ length: 60 }, (_, n) => bytes(`5d28 68${hex(n)}68${hex(n)}65 71${hex(n + 1)}`)),
    );
    const laughs = Buffer.concat([bytes('80045d7100'), doubled, text('.')]);
    expect(effort(() => refusal(pickle, laughs))).toBeLessThan(200);
    expect(refusal(pickle, laughs)).toContain('more values than');
  });

  test.each([
    [
      'a list made over and over',
      '635f5f6275696c74696e5f5f0a6c6973740a71016801',
      '680185680068015271',
    ],
    ['attributes set over and over', '7d7101', '68016800 62'],
  ])('%s', (_, head, again) => {
    const many = Buffer.concat(Array.from({ length: 200_000 }, () => bytes(again)));
    const payload = Buffer.concat([bytes(`80045d7100${head}`), many, text('.')]);
    expect(effort(() => refusal(pickle, payload))).toBeLessThan(300);
  });

  test.each([
    ['', 'ends too early'],
    ['8004', 'ends too early'],
    ['80ff', 'a protocol'],
    ['80042e', 'a value that is not there'],
    ['80044b012e00', 'bytes after the end'],
    ['800458ffffffff', 'a length of 4294967295'],
    ['80048dffffffffffffffff', 'a length of more bytes'],
    ['80048bffffff7f', 'a whole number of more than'],
    ['800454ffffffff', 'a length of -1'],
    ['80046805', 'a reference'],
    ['8004ff', 'an opcode that there is not'],
    ['800465', 'a mark that is not there'],
    ['80044b014b0161', 'items for what is no list'],
    ['80047d284b0175', 'a key without a value'],
    ['80044b01284b0152', 'arguments that are no tuple'],
    ['80044b014b0152', 'arguments that are no tuple'],
    ['8004284b016f', 'an object without a class'],
    ['80044b014b0193', 'a name that is no text'],
    ['800497', 'bytes that are kept elsewhere'],
    ['492e0a', 'no whole number'],
    ['465f0a', 'no number'],
    ['53610a', 'without its quotes'],
    ['67780a', 'no number'],
  ])('%s', (payload, message) => {
    expect(refusal(pickle, bytes(payload))).toContain(message);
    expect(refusal(pickle, bytes(payload))).toMatch(/\(at byte \d+\)$/);
  });
});

const hex = (n: number): string => n.toString(16).padStart(2, '0');

test('only reads', () => {
  expect(() => pickle.encode({}, { expiry: null })).toThrow(
    expect.objectContaining({ code: 'PAYLOAD_UNENCODABLE' }),
  );
});

test.each<[string]>([['80'], ['83aa5f'], ['7b7d'], ['0408302e'], ['2e']])(
  'is not found in %s',
  (head) => expect(pickle.matches(bytes(head))).toBe(false),
);

test('half a surrogate pair comes through, as Python lets it', () => {
  // {"k\ud800": "x\ud83dé"}
  const data = pickle.decode(bytes('80047d8c046beda080 8c0678eda0bdc3a9 73 2e'));
  expect(data).toEqual({ 'k\ud800': 'x\ud83dé' });
  // Other bytes that are no text.
  expect(pickle.decode(bytes('80048c03ffeda02e'))).toBe('\ufffd\ufffd\ufffd');
});

test('keys that are no text', () => {
  // {1: 1, None: 2, (1, "a"): 3, b"x": 4}
  const data: Json = pickle.decode(
    bytes('80047d284b014b014e4b024b018c016186 4b03 430178 4b04 752e'),
  );
  expect(data).toEqual({ 1: 1, null: 2, '[1,"a"]': 3, 'eA==': 4 });
});
