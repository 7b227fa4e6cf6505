import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from '../main.js';
import { timed } from '../measure.js';
import { measurePair, pairTable, type PairResult } from '../pairs.js';
import { benchSession } from '../sessions.js';
import { gob } from './codec.js';
import { goDecoder } from './go-decoder.js';

const expiry = new Date('2030-01-01T00:00:00Z');

/** Sessions as applications have them, and one large one of each size. */
const cases: { title: string; ratio: number; payloads: (rows: number) => Buffer[] }[] = [
  {
    title: 'sessions of 300 bytes',
    ratio: 1,
    payloads: (rows) =>
      Array.from({ length: rows }, (_, n) => Buffer.from(benchSession(n).raw, 'base64')),
  },
  { title: 'one of 1 MB', ratio: 1, payloads: () => [large(1)] },
  { title: 'one of 10 MB', ratio: 1, payloads: () => [large(10)] },
];

/** A session with a map of lists of texts that comes to so many MB. */
function large(mb: number): Buffer {
  const entries = Array.from({ length: mb * 1000 }, (_, n) => [
    `key ${n}`,
    Array.from({ length: 40 }, (__, i) => `some text with ${n} ${i}`),
  ]);
  return gob.encode({ cart: Object.fromEntries(entries) as unknown }, { expiry }).payload;
}

/** Decodes gobs, against Go's own encoding/gob: each payload has its own decoder, as in SCS. */
export const benchGob: Bench = async (options) => {
  const results: PairResult[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'session-admin-bench-'));
  try {
    const program = join(folder, 'decode');
    await writeFile(`${program}.go`, goDecoder);
    await timed('go', ['build', '-o', program, `${program}.go`], {
      GO111MODULE: 'off',
      GOCACHE: join(folder, 'cache'),
    });
    for (const { title, ratio, payloads } of cases) {
      const all = payloads(Math.min(options.rows, 20_000));
      const file = join(folder, 'payloads');
      await writeFile(file, Buffer.concat(all.flatMap((payload) => [lengthOf(payload), payload])));
      const pair = {
        title: `${title} (${all.length})`,
        peer: async () => ({ ms: Number((await timed(program, [file])).stdout) }),
        ours: () => {
          const started = performance.now();
          for (const payload of all) gob.decode(payload);
          return Promise.resolve({ ms: performance.now() - started });
        },
        ratio,
      };
      results.push(await measurePair(pair, options));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return {
    report: [
      `gob: each payload by a decoder of its own, ${options.runs} runs, in turn with Go's encoding/gob`,
      '',
      ...pairTable(results),
      '',
    ],
    missed: results.flatMap(({ missed }) => missed),
  };
};

function lengthOf(payload: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length);
  return length;
}
