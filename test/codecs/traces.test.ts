import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Codec } from '../../src/codecs/contract.js';
import { gob } from '../../src/codecs/gob/index.js';
import { json } from '../../src/codecs/json.js';
import { laravel } from '../../src/codecs/laravel/index.js';
import { msgpack } from '../../src/codecs/msgpack/index.js';
import { php, phpSession } from '../../src/codecs/php/index.js';
import type { Json } from '../../src/session.js';
import { matchesWhere } from '../../src/store/where.js';
import { gobCases, goVectors } from './gob/vectors.js';
import { mutated } from './mutated.js';
import { bytes } from './rows.js';
import { samples } from './vectors.js';

/** How many random inputs each property is tried with; raise it to look harder. */
const numRuns = Number(process.env['SESSION_ADMIN_FUZZ_RUNS'] ?? 2_000);
const seed = Number(process.env['SESSION_ADMIN_FUZZ_SEED'] ?? 20261123);
const timeout = 60_000 + numRuns * 10;

const codecs = { gob, json, laravel, msgpack, php, phpSession } satisfies Record<string, Codec>;
type Name = keyof typeof codecs;

const hexes = (kinds: readonly { hex: string }[]): Buffer[] => kinds.map(({ hex }) => bytes(hex));
const ofPhp = (wanted: string): Buffer[] =>
  hexes(samples.php.filter(({ handler }) => handler === wanted));

/** What real writers wrote, with every type that they have. */
const written: Record<Name, Buffer[]> = {
  gob: [
    ...hexes([...gobCases.cases, ...gobCases.other_gob, ...goVectors.random]),
    ...Object.values(goVectors.exact).map(bytes),
  ].filter((payload) => payload.length < 5000),
  json: [],
  laravel: ofPhp('php_serialize').map((payload) => Buffer.from(payload.toString('base64'))),
  msgpack: hexes(samples.msgpack),
  php: ofPhp('php_serialize'),
  phpSession: ofPhp('php'),
};

/** Every value that stands in another, at any depth. */
function valuesIn(data: Json): Json[] {
  const found: Json[] = [];
  const pending = [data];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    found.push(value);
    if (typeof value === 'object' && value !== null) pending.push(...Object.values(value));
  }
  return found;
}

/** Whatever a payload holds, as text that asks for it, has a trace in it, or none is known. */
function expectTraces(codec: Codec, payload: Buffer, others: readonly string[] = []): void {
  let data: Json;
  try {
    data = codec.decode(payload);
  } catch {
    return;
  }
  const scalars = valuesIn(data).filter((value) => typeof value !== 'object');
  for (const text of new Set([...scalars.map(String), ...others])) {
    const asks = { path: 'x', op: '=', value: text } as const;
    const isThere = scalars.some((value) => matchesWhere(asks, [value]) || String(value) === text);
    const traces = codec.traces?.(text) ?? null;
    if (!isThere || traces === null) continue;
    const content = codec.content ? codec.content(payload) : payload;
    const found = content === null || traces.some((trace) => content.includes(trace));
    expect({ text, payload: payload.toString('hex'), found }).toMatchObject({ found: true });
  }
}

const whole = fc.oneof(
  fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
  fc.integer({ min: -300, max: 300 }),
  fc
    .tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 0, max: 5 }))
    .map(([digits, zeros]) => digits * 10 ** zeros),
);

const scalar = fc.oneof(
  fc.constantFrom(null, true, false, '', 'null', 'NaN', '+Inf', '0', '-0', '007', 'admin', 'john'),
  whole,
  whole.map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.emailAddress(),
  fc.uuid(),
  fc.ipV4(),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map((raw) => Buffer.from(raw).toString('base64')),
);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('value'), { maxKeys: 4 }),
  ),
}));
const session = fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), value, { minKeys: 1, maxKeys: 5 });

const names = Object.keys(codecs) as Name[];

test.each(names)('%s: what we write', { timeout }, (name) => {
  const codec = codecs[name];
  fc.assert(
    fc.property(session, (data) => {
      let payload: Buffer;
      try {
        ({ payload } = codec.encode(data, { expiry: null }));
      } catch {
        return;
      }
      expectTraces(codec, payload);
    }),
    { numRuns, seed },
  );
});

test.each(names.filter((name) => written[name].length > 0))(
  '%s: what others write, whole and damaged',
  { timeout },
  (name) => {
    for (const payload of written[name]) expectTraces(codecs[name], payload);
    const damaged = fc.property(mutated(written[name]), (payload) =>
      expectTraces(codecs[name], payload),
    );
    fc.assert(damaged, { numRuns: numRuns * 5, seed });
  },
);

/** Spellings of a whole number in decimals: with a point or an exponent, or rounded to it. */
const spelled = whole
  .filter((number) => number !== 0)
  .chain((number) => {
    const digits = String(Math.abs(number));
    const sign = number < 0 ? '-' : '';
    return fc.record({
      number: fc.constant(number),
      text: fc.oneof(
        fc.integer({ min: 0, max: 12 }).map((zeros) => `${digits}.${'0'.repeat(zeros + 1)}`),
        fc
          .tuple(fc.integer({ min: -12, max: 20 }), fc.constantFrom('e', 'E'))
          .map(([shift, e]) => shifted(digits, shift, e)),
        // Rounded down and up: the next decimals that are not the number itself.
        fc
          .tuple(fc.integer({ min: 17, max: 40 }), fc.integer({ min: -12, max: 12 }))
          .map(([length, shift]) => shifted(`${digits}.${'0'.repeat(length)}1`, shift, 'e')),
        fc
          .tuple(fc.integer({ min: 6, max: 40 }), fc.integer({ min: -12, max: 12 }))
          .map(([nines, shift]) =>
            shifted(`${String(BigInt(digits) - 1n)}.${'9'.repeat(nines)}4`, shift, 'e'),
          ),
      ),
      sign: fc.constant(sign),
    });
  });

/** The same decimal with its point moved so many places to the left, and an exponent that says so. */
function shifted(decimal: string, places: number, e: string): string {
  const [before = '', after = ''] = decimal.split('.');
  const digits = before + after;
  const point = before.length - places;
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}${e}${places}`;
  const padded = digits.padEnd(point, '0');
  const head = padded.slice(0, point).replace(/^0+(?=\d)/, '');
  const tail = padded.slice(point);
  return `${head}${tail === '' ? '' : `.${tail}`}${e}${places}`;
}

const asJson = (text: string): [Codec, Buffer] => [json, Buffer.from(`{"user":${text}}`)];
const asPhp = (text: string): [Codec, Buffer] => [php, Buffer.from(`a:1:{s:4:"user";d:${text};}`)];

test('every spelling of a number', { timeout }, () => {
  let met = 0;
  fc.assert(
    fc.property(spelled, ({ number, sign, text }) => {
      for (const [codec, payload] of [asJson(sign + text), asPhp(sign + text)]) {
        expectTraces(codec, payload, [String(number)]);
        if (Number(sign + text) === number) met++;
      }
    }),
    { numRuns: numRuns * 5, seed },
  );
  expect(met).toBeGreaterThan(numRuns);
});

test('text that is escaped', () => {
  const escaped = Buffer.from(String.raw`{"user":"\u0061nn","id":"\u0034\u0032"}`);
  expect(json.decode(escaped)).toEqual({ user: 'ann', id: '42' });
  expectTraces(json, escaped, ['ann', '42']);
  const old = Buffer.from(String.raw`a:1:{s:4:"user";S:3:"\61nn";}`);
  expect(php.decode(old)).toEqual({ user: 'ann' });
  expectTraces(php, old, ['ann']);
});

test.each(names)('%s: a payload with neither a text nor a number has no trace of it', (name) => {
  const { payload } = codecs[name].encode({ user: 'bob', id: 4711 }, { expiry: null });
  for (const text of ['ann@example.test', '12345', 'f47ac10b-58cc-4372-a567-0e02b2c3d479']) {
    const traces = codecs[name].traces?.(text) ?? null;
    expect(traces?.some((trace) => payload.includes(trace))).toBe(false);
  }
});
