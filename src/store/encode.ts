import type { Encoded } from '../codecs/contract.js';
import { SessionAdminError } from '../errors.js';
import type { CodecName, Json, Session } from '../session.js';
import { scan } from './scan.js';
import { codecFor, type Target } from './target.js';

/** What a payload is encoded for. */
export interface EncodeOptions {
  /** Default is the store's codec; with `auto`, the one of the table's first row, or the framework's. */
  codec?: CodecName;
  /** Whose session it is: where the framework keeps that in the payload, it is added. */
  user?: string | null;
  /** Add what the framework needs to take the values for a session. Default is `false`. */
  seed?: boolean;
}

/** Encodes values into payloads as a table's application writes them. */
export class Encoder {
  readonly #target: Target;
  readonly #secret: string | undefined;
  #first: Promise<Session | undefined> | undefined;

  constructor(target: Target, secret: string | undefined) {
    this.#target = target;
    this.#secret = secret;
  }

  async encode(
    data: Json,
    expiry: Date | null,
    { codec: wanted, user = null, seed = false }: EncodeOptions = {},
  ): Promise<Encoded & { codec: CodecName }> {
    const { payload, title } = this.#target.table.layout;
    if (payload === null) {
      throw new SessionAdminError(
        'PAYLOAD_UNENCODABLE',
        `${title} keeps no payload in the table: leave it out`,
      );
    }
    if (payload.readOnly !== null) {
      throw new SessionAdminError(
        'PAYLOAD_UNENCODABLE',
        `a payload of ${title} is not written: ${payload.readOnly}; give its bytes with --raw-file`,
      );
    }
    this.#first ??= firstRow(this.#target);
    const first = await this.#first;
    const codec = wanted ?? this.#codecLike(first);
    const application = {
      ...(this.#secret !== undefined && { secret: this.#secret }),
      ...(first?.raw && first.codec === codec && { sample: first.raw }),
    };
    const now = this.#target.clock.now();
    const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
    const values = seed && isObject ? payload.seed(data, { now, expiry, user }) : data;
    return { ...codecFor(codec, application).encode(values, { expiry }), codec };
  }

  /** An application keeps one codec: what its first row is written with, the others are too. */
  #codecLike(first: Session | undefined): CodecName {
    const { codec, table } = this.#target;
    if (codec !== 'auto') return codec;
    const { codecs = [], foreign = [] } = table.layout.payload ?? {};
    if (first?.codec && !foreign.includes(first.codec)) return first.codec;
    return codecs[0] ?? 'json';
  }
}

async function firstRow(target: Target): Promise<Session | undefined> {
  const options = { state: 'all', limit: 1, raw: true } as const;
  for await (const [first] of scan(target, target.clock.now(), options)) {
    return first?.error === null ? first : undefined;
  }
  return undefined;
}
