import type { Application, Encoded } from '../codecs/contract.js';
import type { Database } from '../database/database.js';
import { SessionAdminError } from '../errors.js';
import type { CodecName, Json, Session } from '../session.js';
import type { Seed } from '../layouts/contract.js';
import { credentialOf } from './credential.js';
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
  readonly #application: Application;
  #first: Promise<Session | undefined> | undefined;

  constructor(target: Target, application: Application) {
    this.#target = target;
    this.#application = application;
  }

  /** Encodes with the same rules, and asks the database as it is given. */
  over(database: Database): Encoder['encode'] {
    const encoder = new Encoder({ ...this.#target, database }, this.#application);
    return (...given) => encoder.encode(...given);
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
      ...this.#application,
      // Also one that cannot be read, for want of a key.
      ...(first?.raw && first.codec === codec && { sample: first.raw }),
    };
    const { credential: rule } = payload;
    const credential =
      seed && rule && user !== null ? await credentialOf(this.#target, rule, user) : null;
    const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
    const values =
      seed && isObject ? payload.seed(data, this.#seed(expiry, user, credential)) : data;
    const { payload: bytes, warnings } = codecFor(codec, application).encode(values, { expiry });
    const lacks = seed && rule && user !== null && credential === null ? [rule.missing] : [];
    return { payload: bytes, warnings: [...warnings, ...lacks], codec };
  }

  #seed(expiry: Date | null, user: string | null, credential: string | null): Seed {
    const { secret } = this.#application;
    return { now: this.#target.clock.now(), expiry, user, credential, secret };
  }

  /** An application keeps one codec: what its first row is written with, the others are too. */
  #codecLike(first: Session | undefined): CodecName {
    const { codec, table } = this.#target;
    if (codec !== 'auto') return codec;
    const { codecs = [], foreign = [] } = table.layout.payload ?? {};
    if (first?.codec && first.error === null && !foreign.includes(first.codec)) return first.codec;
    return codecs[0] ?? 'json';
  }
}

async function firstRow(target: Target): Promise<Session | undefined> {
  const options = { state: 'all', limit: 1, raw: true } as const;
  for await (const [first] of scan(target, target.clock.now(), options)) return first;
  return undefined;
}
