import { SessionAdminError } from '../errors.js';
import type { CodecName, Json } from '../session.js';
import { cookieFor, toKey } from './cookie.js';
import { refuseAdding } from './guard/read-only.js';
import type { Encoder } from './encode.js';
import type { Entry } from './write/entry.js';
import type { Target } from './target.js';
import { commitSession } from './write/write.js';

/** Who is logged in, and how. */
export interface LoginOptions extends Pick<Entry, 'set'> {
  /** Whose session it is, where the framework or the table has a place for that. */
  user?: string;
  /** Its values, or the bytes to store as they are. Default is `{}`, where the table has payloads. */
  data?: Json | Uint8Array;
  /** Milliseconds that it lives. Default is 24 hours. */
  ttl?: number;
  /** When it runs out, in place of `ttl`. */
  expiry?: Date;
  /** The session's id. Default is a new one, as the framework makes them. */
  id?: string;
  /** Store the hash of the id, as the application does. Default is `false`. */
  hashed?: boolean;
  /** Make the cookie, and store nothing where that cannot be done. Default is `true`. */
  cookie?: boolean;
  /** What the cookie is called. Default is the framework's usual name. */
  cookieName?: string;
}

/** A session that was stored. */
export interface Login {
  /** What the cookie carries. */
  id: string;
  /** The key of its row. */
  token: string;
  /** The Cookie header that logs in, `name=value`; null where none was asked for. */
  cookie: string | null;
  expiry: Date;
  /** Bytes of the payload. */
  size: number;
  /** What the payload was encoded with; null where it was given as bytes, or there is none. */
  codec: CodecName | null;
  /** What the application may not read as it was meant, in words. */
  warnings: readonly string[];
}

const defaultTtlMs = 24 * 60 * 60 * 1000;

/** Stores a session that is logged in; see LoginOptions. */
export async function login(
  target: Target,
  encoder: Encoder,
  options: LoginOptions,
): Promise<Login> {
  const { table, clock } = target;
  const { user, set, hashed = false, cookie: wanted = true } = options;
  refuseAdding(target);
  checkPlaces(target, options);
  if (user !== undefined) await encoder.requireUser(user);
  const now = clock.now();
  const expiry = options.expiry ?? new Date(now.getTime() + (options.ttl ?? defaultTtlMs));
  const id = options.id ?? table.key.generate(table.layout.key);
  // Made before anything is stored: without the secret there is none.
  const cookie = wanted ? cookieFor(target, id, options.cookieName) : null;
  // Where nothing tells a key from an id, what was given without a cookie is the key of a row.
  const isKey =
    options.id !== undefined && !wanted && !hashed && table.layout.key.transform !== null;
  const token = isKey ? id : toKey(target, id, hashed);
  const whose = { ...(user !== undefined && { user }), ...(set && { set }) };
  const { payload, codec, warnings } = await payloadOf(target, encoder, options, {
    expiry,
    now,
    token,
  });
  await commitSession(target, { token, data: payload, expiry, ...whose });
  return { id, token, cookie, expiry, size: payload?.length ?? 0, codec, warnings };
}

async function payloadOf(
  target: Target,
  encoder: Encoder,
  { data, user }: LoginOptions,
  session: { expiry: Date; now: Date; token: string },
): Promise<{ payload: Uint8Array | null; codec: CodecName | null; warnings: readonly string[] }> {
  if (data instanceof Uint8Array) return { payload: data, codec: null, warnings: [] };
  if (data === undefined && target.table.data === null) {
    return { payload: null, codec: null, warnings: [] };
  }
  return encoder.encode({ ...session, data: data ?? {}, user: user ?? null, seed: true });
}

/** Throws where the table has no place for what is given, or must have what is not. */
function checkPlaces({ table, userField }: Target, { user, hashed = false }: LoginOptions): void {
  const { user: column, layout } = table;
  const isNamed = table.columns.some(({ name }) => name === userField);
  if (user !== undefined && column === null && !isNamed && !layout.user.seeded) {
    throw layout.name === 'custom'
      ? new SessionAdminError(
          'INVALID_ARGUMENT',
          'no column is named that holds the user: name it as user=…',
          { options: ['columns'] },
        )
      : new SessionAdminError(
          'INVALID_ARGUMENT',
          `a table of ${layout.title} has no column for the user: put it into the data`,
        );
  }
  if (user === undefined && column !== null && !column.nullable) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      `the column ${column.name} must have a value: say whose session it is`,
      { options: ['user'] },
    );
  }
  if (hashed && layout.key.hashed === null) {
    throw new SessionAdminError('INVALID_ARGUMENT', `${layout.title} does not hash tokens`);
  }
}
