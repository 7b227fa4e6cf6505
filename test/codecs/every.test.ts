import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adonis } from '../../src/codecs/adonis.js';
import { base64 as base64Codec } from '../../src/codecs/base64.js';
import type { Codec } from '../../src/codecs/contract.js';
import { createDjango, django } from '../../src/codecs/django/index.js';
import { gob } from '../../src/codecs/gob/index.js';
import { json as jsonCodec } from '../../src/codecs/json.js';
import { createLaravel, laravel } from '../../src/codecs/laravel/index.js';
import { marshal } from '../../src/codecs/marshal/index.js';
import { msgpack } from '../../src/codecs/msgpack/index.js';
import { phpBase64 } from '../../src/codecs/php/base64.js';
import { php, phpSession } from '../../src/codecs/php/index.js';
import { matomo } from '../../src/codecs/php/matomo.js';
import { pickle } from '../../src/codecs/pickle/index.js';
import { rails } from '../../src/codecs/rails.js';
import { securecookie } from '../../src/codecs/securecookie.js';
import { text as textCodec } from '../../src/codecs/text.js';
import { tower } from '../../src/codecs/tower.js';
import { SessionAdminError } from '../../src/errors.js';
import type { Json } from '../../src/session.js';
import { mutated } from './mutated.js';
import { gorilla } from './gorilla.js';
import { bytes, refusal } from './rows.js';
import { samples } from './vectors.js';
import { effort } from '../helpers/effort.js';

/** How many random inputs each property is tried with; raise it to look harder. */
const numRuns = Number(process.env['SESSION_ADMIN_FUZZ_RUNS'] ?? 5_000);
const seed = Number(process.env['SESSION_ADMIN_FUZZ_SEED'] ?? 20261123);
const timeout = 60_000 + numRuns * 10;

const secretKey = 'secret';
const key = 'k'.repeat(32);
const context = { expiry: null };
const data: Json = {
  _auth_user_id: '1',
  cart: { 'sku-1': [1, null, true, 0.5] },
  note: 'x'.repeat(90),
};
const readers = {
  adonis,
  django,
  marshal,
  matomo,
  msgpack,
  php,
  phpBase64,
  phpSession,
  pickle,
  rails,
  securecookie,
  tower,
};
/** Those that any payload may look like. */
const plain = { base64: base64Codec, json: jsonCodec, text: textCodec };

const base64 = (payload: Buffer): Buffer => Buffer.from(payload.toString('base64'));
const hexes = (kind: { hex: string }[]): Buffer[] => kind.map(({ hex }) => bytes(hex));
const ofPhp = (wanted: string): Buffer[] =>
  hexes(samples.php.filter(({ handler }) => handler === wanted));
const written = (form: 'signed' | 'legacy'): Buffer =>
  createDjango({ secretKey, form }).encode(data, context).payload;

const codecs = { ...readers, ...plain, laravel: createLaravel({ key }) };

/** Payloads of each codec to begin from. */
const payloads: Record<keyof typeof codecs, Buffer[]> = {
  adonis: [data, {}, { n: 2n ** 70n }].map(
    (value) => adonis.encode(value, { ...context, token: 'c'.repeat(24) }).payload,
  ),
  base64: [data, ['a', 1], { n: 2n ** 70n }].map(
    (value) => base64Codec.encode(value, context).payload,
  ),
  django: [
    written('signed'),
    written('legacy'),
    createDjango({ secretKey }).encode({ a: 1 }, context).payload,
  ],
  laravel: [
    ...ofPhp('php_serialize').map(base64),
    createLaravel().encode(data, context).payload,
    createLaravel({ form: 'php' }).encode(data, context).payload,
    base64(base64(Buffer.from('{"iv":"AAAA","value":"AAAA","mac":"ab","tag":""}'))),
  ],
  json: [data, [], { n: -(2n ** 70n), x: [1e300, 0.1, { __proto__: 1 }] }].map(
    (value) => jsonCodec.encode(value as Json, context).payload,
  ),
  marshal: hexes(samples.marshal),
  matomo: [data, {}, []].map((value) => matomo.encode(value, context).payload),
  msgpack: hexes(samples.msgpack),
  php: ofPhp('php_serialize'),
  phpBase64: [...ofPhp('php'), ...ofPhp('php_serialize')].map(base64),
  phpSession: ofPhp('php'),
  pickle: hexes(samples.pickle),
  rails: [...hexes(samples.marshal).map(base64), rails.encode(data, context).payload],
  securecookie: Object.values(gorilla).map((text) => Buffer.from(text)),
  text: ['a\tb', 'ünï \u{1f600}', 'x'.repeat(90)].map((value) => Buffer.from(value)),
  tower: [tower.encode(data, { expiry: new Date(0), token: 'A'.repeat(22) }).payload],
};

/** Decodes, and takes no answer but JSON or the one error, in no time; what is wrong takes for ever. */
function isHandled(codec: (typeof codecs)[keyof typeof codecs], payload: Buffer): void {
  expect(effort(() => decodes(codec, payload))).toBeLessThan(150);
}

function decodes(codec: (typeof codecs)[keyof typeof codecs], payload: Buffer): void {
  codec.matches(payload);
  try {
    const decoded = codec.decode(payload);
    // What is printed stays within a multiple of the payload too.
    expect(printed(decoded)).toBeLessThan(8 * 1024 * 1024 + payload.length * 48);
  } catch (error) {
    if (!(error instanceof SessionAdminError) || error.code !== 'PAYLOAD_UNDECODABLE') throw error;
    expect(error.message).toMatch(/^not .+ that can be read: .+ \(at byte \d+\)$/);
    expect(error.message.length).toBeLessThan(200);
  }
}

const printed = (value: Json): number =>
  JSON.stringify(value, (_, part: Json) => (typeof part === 'bigint' ? String(part) : part)).length;

describe('random and damaged payloads decode or are refused, at once and cleanly', () => {
  test.each(Object.keys(codecs) as (keyof typeof codecs)[])('%s', { timeout }, (name) => {
    const random = fc.uint8Array({ maxLength: 300 }).map((content) => Buffer.from(content));
    const payload = fc.oneof({ weight: 9, arbitrary: mutated(payloads[name]) }, random);
    fc.assert(
      fc.property(payload, (input) => isHandled(codecs[name], input)),
      { numRuns, seed },
    );
    expect(({} as Record<string, unknown>)['polluted']).toBe(undefined);
  });
});

describe('what is inside an envelope, damaged', () => {
  test('django: compressed and not', { timeout }, () => {
    const input = mutated([...hexes(samples.pickle), Buffer.from('{"a":[1,{"b":null}]}')]);
    const wrap = (content: Buffer): Buffer =>
      Buffer.from(`${content.toString('base64url')}:1xVLya:${'A'.repeat(43)}`);
    fc.assert(
      fc.property(input, (content) => isHandled(django, wrap(content))),
      { numRuns, seed },
    );
  });

  test('base64: JSON', { timeout }, () => {
    fc.assert(
      fc.property(mutated(payloads.json), (content) => isHandled(base64Codec, base64(content))),
      { numRuns, seed },
    );
  });

  test('adonis: its message', { timeout }, () => {
    const wrap = (content: Buffer): Buffer =>
      Buffer.concat([Buffer.from('{"message":'), content, Buffer.from(',"purpose":"a"}')]);
    fc.assert(
      fc.property(mutated(payloads.json), (content) => isHandled(adonis, wrap(content))),
      { numRuns, seed },
    );
  });

  test('laravel and rails: base64', { timeout }, () => {
    const input = mutated([...payloads.php, ...payloads.marshal]);
    const both = (content: Buffer): void => {
      isHandled(codecs.laravel, base64(content));
      isHandled(phpBase64, base64(content));
      isHandled(matomo, php.encode({ data: content.toString('base64') }, context).payload);
      isHandled(rails, base64(content));
    };
    fc.assert(fc.property(input, both), { numRuns, seed });
  });
});

describe('JSON comes back as it was', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 });
  const name = text.filter(
    (one) => /^[^|!\d-]/.test(one) && !one.includes('|') && !/^[_$]/.test(one),
  );
  const scalar = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      // Larger whole ones are whole numbers once they are JSON text.
      .filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value))
      .map((value) => value + 0),
    text,
  );
  const { json } = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(tie('json'), { maxLength: 4 }),
      // PHP knows no difference between an empty list and an empty object.
      fc.dictionary(name, tie('json'), { minKeys: 1, maxKeys: 4 }),
    ),
  }));
  const session = fc.dictionary(name, json, { minKeys: 1, maxKeys: 5 });

  test.each(
    Object.entries({
      adonis,
      base64: base64Codec,
      django: createDjango({ secretKey }),
      legacy: createDjango({ secretKey, form: 'legacy' }),
      json: jsonCodec,
      laravel,
      laravelPhp: createLaravel({ form: 'php' }),
      matomo,
      msgpack,
      php,
      phpBase64,
      phpSession,
      rails,
    }),
  )('%s', { timeout }, (_, codec) => {
    const comesBack = (value: Record<string, Json>): void => {
      const { payload } = codec.encode(value, { ...context, token: 'a-token' });
      expect(canonical(codec.decode(payload))).toBe(canonical(value));
    };
    fc.assert(fc.property(session, comesBack), { numRuns: Math.ceil(numRuns / 5), seed });
  });
});

describe('what would take time or memory without measure', () => {
  const secretSigned = (content: string): Buffer =>
    Buffer.from(`${Buffer.from(content).toString('base64url')}:1xVLya:${'A'.repeat(43)}`);
  const envelopes: Record<string, [Codec, (content: string) => Buffer]> = {
    base64: [base64Codec, (content) => base64(Buffer.from(content))],
    django: [django, secretSigned],
    json: [jsonCodec, (content) => Buffer.from(content)],
    laravel: [laravel, (content) => base64(Buffer.from(content))],
    rails: [rails, (content) => Buffer.from(content)],
  };

  test.each(Object.entries(envelopes))(
    '%s: JSON numbers of too many digits',
    (_, [codec, wrap]) => {
      const refused = [
        `{"a":${'9'.repeat(9866)}}`,
        `{"a":[-0.${'1'.repeat(2_000_000)}]}`,
        `{"a":${'7'.repeat(3_000_000)}`,
      ];
      for (const content of refused) {
        expect(refusal(codec, wrap(content))).toMatch(
          /a number of more than 9864 digits \(at byte 0/,
        );
      }
      const longest = `{"a":${'9'.repeat(9864)},"b":"${'9'.repeat(20_000)}"}`;
      expect(codec.decode(wrap(longest))).toEqual({
        a: 10n ** 9864n - 1n,
        b: '9'.repeat(20_000),
      });
    },
  );

  const nested = {
    // One entry whose key has one entry, and so on.
    msgpack: [msgpack, bytes(`${'81'.repeat(30)}a161${'01'.repeat(30)}`)],
    marshal: [marshal, bytes(`0408${'7b06'.repeat(30)}6906${'6906'.repeat(30)}`)],
    pickle: [pickle, bytes(`8004${'7d'.repeat(30)}4b01${'4b0173'.repeat(30)}2e`)],
  } as const;

  test.each(Object.entries(nested))('%s: maps as keys of maps', (_, [codec, payload]) => {
    isHandled(codec, payload);
    expect(refusal(codec, payload)).toMatch(/a map within the key|more values than/);
  });
});

/** JSON with its keys in order, and every whole number exact. */
const canonical = (value: Json): string =>
  JSON.stringify(value, (_, part: Json) => {
    if (typeof part === 'bigint') return `whole ${String(part)}`;
    if (typeof part === 'number' && Number.isInteger(part)) return `whole ${BigInt(part)}`;
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });

test('no payload looks like that of two codecs, but what Rails writes', () => {
  const sessions = {
    django: payloads.django,
    laravel: payloads.laravel.filter((payload) => !payload.toString().startsWith('T')),
    marshal: payloads.marshal,
    msgpack: hexes(samples.msgpack.filter(({ name }) => name !== 'keys')),
    php: payloads.php,
    phpSession: payloads.phpSession,
    pickle: hexes(samples.pickle.filter(({ name }) => name.startsWith('session'))),
    rails: [rails.encode(data, context).payload],
  };
  // Laravel's is base64 of PHP's, too.
  const all = Object.entries({ ...readers, laravel: codecs.laravel, gob }).filter(
    ([, codec]) => codec !== phpBase64,
  );
  for (const [owner, own] of Object.entries(sessions)) {
    for (const payload of own) {
      const found = all.filter(([, codec]) => codec.matches(payload));
      expect({ owner, found: found.map(([name]) => name) }).toEqual({ owner, found: [owner] });
    }
  }
});
