import type { Encoded } from '../codecs/contract.js';
import { codecs } from '../codecs/registry.js';
import type { CodecName, Json } from '../session.js';
import { scan } from './scan.js';
import type { Target } from './target.js';

/** Encodes values into payloads as a table's application writes them. */
export class Encoder {
  readonly #target: Target;
  #codecInUse: Promise<CodecName> | undefined;

  constructor(target: Target) {
    this.#target = target;
  }

  async encode(
    data: Json,
    expiry: Date | null,
    wanted?: CodecName,
  ): Promise<Encoded & { codec: CodecName }> {
    const codec = wanted ?? (await this.#codec());
    return { ...codecs[codec].encode(data, { expiry }), codec };
  }

  async #codec(): Promise<CodecName> {
    if (this.#target.codec !== 'auto') return this.#target.codec;
    this.#codecInUse ??= codecInUse(this.#target);
    return this.#codecInUse;
  }
}

/** An application keeps one codec: what its first row is written with, the others are too. */
async function codecInUse(target: Target): Promise<CodecName> {
  const { layout } = target.table;
  for await (const [first] of scan(target, target.clock.now(), { state: 'all', limit: 1 })) {
    if (first?.error === null && !layout.foreignCodecs.includes(first.codec)) return first.codec;
  }
  return layout.codec;
}
