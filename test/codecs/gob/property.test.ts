import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gob } from '../../../src/codecs/gob/index.js';
import { SessionAdminError } from '../../../src/errors.js';
import type { Json, JsonObject } from '../../../src/session.js';
import { mutated } from '../mutated.js';
import { bytes, canonical, deadline, gobCases, goVectors, throughText } from './vectors.js';
import { effort } from '../../helpers/effort.js';

/** How many random inputs each property is tried with; raise it to look harder. */
const numRuns = Number(process.env['SESSION_ADMIN_FUZZ_RUNS'] ?? 20_000);
const seed = Number(process.env['SESSION_ADMIN_FUZZ_SEED'] ?? 20261123);
const options = { numRuns, seed };
const timeout = 60_000 + numRuns;

const samples = [...gobCases.cases, ...gobCases.other_gob, ...goVectors.random]
  .map(({ hex }) => bytes(hex))
  .filter((payload) => payload.length < 1500);

const random = fc.uint8Array({ maxLength: 300 }).map((content) => Buffer.from(content));

const key = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !text.startsWith('$'));

test('random and damaged payloads decode or are refused, at once and cleanly', { timeout }, () => {
  fc.assert(
    fc.property(fc.oneof({ weight: 9, arbitrary: mutated(samples) }, random), isHandled),
    options,
  );
  expect(({} as Record<string, unknown>)['polluted']).toBe(undefined);
});

test('JSON comes back as it was', { timeout }, () => {
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(
        fc.constant(null),
        fc.boolean(),
        fc.maxSafeInteger(),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
        fc.string({ unit: 'grapheme' }),
      ),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(key, tie('json'), { maxKeys: 4 }),
    ),
  }));
  const session = fc.dictionary(key, json, { maxKeys: 5 });
  const comesBack = (data: Record<string, Json>): void => {
    const { payload } = gob.encode(data, { expiry: deadline });
    expect(canonical(gob.decode(payload))).toBe(canonical(data));
    expectRoundTrip(payload);
  };
  fc.assert(fc.property(session, comesBack), { ...options, numRuns: Math.ceil(numRuns / 5) });
});

/** What is wrong takes seconds, or for ever. */
function isHandled(payload: Buffer): void {
  expect(effort(() => decodes(payload))).toBeLessThan(100);
}

function decodes(payload: Buffer): void {
  gob.matches(payload);
  try {
    gob.decode(payload);
    expectRoundTrip(payload);
  } catch (error) {
    if (!(error instanceof SessionAdminError) || error.code !== 'PAYLOAD_UNDECODABLE') throw error;
  }
}

function expectRoundTrip(payload: Buffer): void {
  const typed = gob.decode(payload, { typed: true });
  const again = gob.encode(throughText(typed), { expiry: deadline }).payload;
  const values = withoutTypes(gob.decode(again, { typed: true }));
  expect(canonical(values)).toBe(canonical(withoutTypes(typed)));
}

/** A key that is there twice leaves only one value, but the types of both. */
function withoutTypes(session: Json): Json {
  return { ...(session as JsonObject), $types: null };
}
