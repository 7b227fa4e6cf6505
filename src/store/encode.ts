import type { Application, Encoded } from '../codecs/contract.js';
import type { Database } from '../database/database.js';
import { SessionAdminError } from '../errors.js';
import type { CodecName, Json, JsonObject, Session } from '../session.js';
import type { PayloadRule, Seed } from '../layouts/contract.js';
import { refuseAdding } from './guard/read-only.js';
import { scan } from './read/scan.js';
import { codecFor, type Target } from './target.js';
import { Users } from './users.js';

/** Values to encode, and what for. */
export interface Values {
  data: Json;
  /** When the session runs out; null for never. Default is null. */
  expiry?: Date | null;
  /** Default is the store's codec; with `auto`, the one of the table's first rows, or the framework's. */
  codec?: CodecName;
  /** The token of its row, where that is known: some payloads hold it. */
  token?: string;
  /** Whose session it is: where the framework keeps that in the payload, it is added. */
  user?: string | null;
  /** Add what the framework needs to take the values for a session. Default is `false`. */
  seed?: boolean;
  /** When the session begins: its lifetime is counted from there. Default is the clock's now. */
  now?: Date;
}

/** A payload of the application's own, and what it says; without it where it cannot be read. */
interface Example {
  readonly codec: CodecName;
  readonly sample: Uint8Array;
  readonly values: Json;
  readonly isRead: boolean;
}

/** Rows that are looked at for the form of the application's payloads. */
const lookedAt = 20;

/** Encodes values into payloads as a table's application writes them. */
export class Encoder {
  readonly #target: Target;
  readonly #application: Application;
  readonly #users: Users;
  #rows: Promise<readonly Session[]> | undefined;

  constructor(target: Target, application: Application) {
    this.#target = target;
    this.#application = application;
    this.#users = new Users(target);
  }

  /** Throws where the framework's table of users can be read and has no such user. */
  requireUser(user: string): Promise<void> {
    return this.#users.require(user);
  }

  /** Encodes with the same rules, and asks the database as it is given. */
  over(database: Database): Encoder['encode'] {
    const encoder = new Encoder({ ...this.#target, database }, this.#application);
    return (entry) => encoder.encode(entry);
  }

  async encode(entry: Values): Promise<Encoded & { codec: CodecName }> {
    const { data, expiry = null, user = null, seed = false } = entry;
    const { now = this.#target.clock.now() } = entry;
    const payload = this.#writable();
    const example = await this.#example(entry.codec);
    const codec = entry.codec ?? example?.codec ?? this.#usual();
    const values =
      seed && isObject(data) ? await this.#seeded(payload, data, { now, expiry, user }) : data;
    const wrapped =
      isObject(values) && example?.isRead ? payload.wrap(values, { ...example, expiry }) : values;
    const sample = example?.sample ?? this.#sampleOfColumn(codec);
    const application = { ...this.#application, ...(sample && { sample }) };
    const encoded = codecFor(codec, application).encode(wrapped, {
      expiry,
      ...(entry.token !== undefined && { token: entry.token }),
    });
    if (example && !example.isRead && entry.codec === undefined) throw this.#unlike();
    return { ...encoded, codec };
  }

  #writable(): PayloadRule {
    refuseAdding(this.#target);
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
        `a payload of ${title} is not written: ${payload.readOnly}: give its bytes`,
        { options: ['data'] },
      );
    }
    return payload;
  }

  async #seeded(
    payload: PayloadRule,
    data: JsonObject,
    session: Pick<Seed, 'now' | 'expiry' | 'user'>,
  ): Promise<JsonObject> {
    const { secret } = this.#application;
    const { user } = session;
    const isOwn = user === null || payload.provesItself(data);
    if (!isOwn) await this.#users.require(user);
    const credential =
      isOwn || payload.credential === null
        ? null
        : await this.#users.credentialOf(payload.credential, user);
    return payload.seed(data, { ...session, credential, secret });
  }

  /**
   * The row that what is written is to be like: one of the codec that was named, else the first that
   * can be read, else the first that there is. An application keeps one codec and one form.
   */
  async #example(named: CodecName | undefined): Promise<Example | undefined> {
    const { codec: chosen, table } = this.#target;
    const wanted = named ?? (chosen === 'auto' ? undefined : chosen);
    const foreign = table.layout.payload?.foreign ?? [];
    const rows = await this.#looked();
    const isRead = ({ data, codec }: Session): boolean =>
      data !== null && codec !== null && !foreign.includes(codec);
    const row =
      wanted === undefined
        ? (rows.find(isRead) ?? rows[0])
        : rows.find(({ codec }) => codec === wanted);
    if (!row?.raw || row.codec === null) return undefined;
    // What no codec of the layout's can read is tried by the usual one, which may know why.
    const codec = wanted ?? (isRead(row) ? row.codec : this.#usual());
    return {
      codec,
      sample: row.raw,
      values: row.data,
      isRead: isRead(row) || wanted !== undefined,
    };
  }

  /** The first rows that have a payload. */
  #looked(): Promise<readonly Session[]> {
    this.#rows ??= firstRows(this.#target);
    return this.#rows;
  }

  #usual(): CodecName {
    const { codec, table } = this.#target;
    return codec === 'auto' ? (table.layout.payload?.codecs[0] ?? 'json') : codec;
  }

  /** A column of JSON holds Rails' sessions as they are: only its null serializer has one. */
  #sampleOfColumn(codec: CodecName): Uint8Array | undefined {
    const type = this.#target.table.data?.type ?? '';
    return codec === 'rails' && type.startsWith('json') ? Buffer.from('{}') : undefined;
  }

  #unlike(): SessionAdminError {
    const { title } = this.#target.table.layout;
    return new SessionAdminError(
      'PAYLOAD_UNENCODABLE',
      `the payloads that are there cannot be read as those of ${title}, so the application would not read what is written: ` +
        'give the bytes, or name the codec',
      { options: ['data', 'codec'] },
    );
  }
}

const isObject = (data: Json): data is JsonObject =>
  typeof data === 'object' && data !== null && !Array.isArray(data);

async function firstRows(target: Target): Promise<readonly Session[]> {
  const options = { state: 'all', limit: lookedAt, pageSize: lookedAt, raw: true } as const;
  const rows: Session[] = [];
  for await (const page of scan(target, target.clock.now(), options)) rows.push(...page);
  return rows.filter(({ raw }) => raw !== null && raw.length > 0);
}
