import type { Readable } from 'node:stream';
import {
  codecNames,
  parseJson,
  savedIn,
  type Check,
  type CodecName,
  type Entry,
  type Json,
  type SequelizeStore,
} from '../../index.js';
import { SessionAdminError } from '../../inside.js';
import { readLines } from '../io.js';
import { UsageError } from '../usage.js';
import { parseDuration } from '../values/duration.js';
import { defined } from '../values/given.js';
import { parseInstant } from '../values/instant.js';
import { defaultTtlMs } from './flags.js';

/**
 * Reads sessions from NDJSON, one a line. `raw` wins over `data`, which is encoded; an expiry comes
 * as `expiry` (an instant, or null for never) or as `ttl` (a duration).
 *
 * Throws a UsageError that names the line; nothing of the line is in it.
 */
export async function* readEntries(
  stream: Readable,
  store: Pick<SequelizeStore, 'info' | 'encode'>,
  {
    warn,
    signal,
    set,
    check,
  }: {
    warn: (text: string) => Promise<void>;
    signal: AbortSignal;
    set: Record<string, string> | undefined;
    /** Throws where a value does not fit its column. */
    check: Check;
  },
): AsyncGenerator<Entry, void> {
  const warned = new Set<string>();
  let number = 0;
  for await (const line of readLines(stream, signal)) {
    number++;
    if (line.trim() === '') continue;
    try {
      const { entry, warnings } = await readEntry(line, store);
      for (const text of warnings) {
        // Thousands of sessions of one application have the same to say.
        if (!warned.has(text)) await warn(`line ${number}: ${text}`);
        warned.add(text);
      }
      const whole = set === undefined ? entry : withSet(entry, set, store.info.columns.user);
      await check(whole);
      yield whole;
    } catch (error) {
      if (error instanceof UsageError || error instanceof SyntaxError) {
        throw new UsageError(`line ${number}: ${error.message}: nothing was stored`);
      }
      if (error instanceof SessionAdminError) {
        throw new SessionAdminError(
          error.code,
          `line ${number}: ${error.message}: nothing was stored`,
          { cause: error, options: error.options },
        );
      }
      throw error;
    }
  }
}

/** What is set for all lines goes before what one says of its user. */
function withSet(entry: Entry, set: Record<string, string>, user: string | null): Entry {
  const { user: own, ...rest } = entry;
  const isSet = user !== null && Object.hasOwn(set, user);
  return { ...rest, ...(own !== undefined && !isSet && { user: own }), set };
}

async function readEntry(
  line: string,
  store: Pick<SequelizeStore, 'info' | 'encode'>,
): Promise<{ entry: Entry; warnings: string[] }> {
  const record = parseJson(line);
  if (record === null || typeof record !== 'object' || Array.isArray(record)) {
    throw new UsageError('a JSON object is expected');
  }
  const member = (name: string): Json | undefined =>
    Object.hasOwn(record, name) ? record[name] : undefined;
  const token = readToken(member('token'));
  const now = new Date();
  const expiry = readExpiry(member, now);
  const raw = member('raw');
  const besides = defined({
    user: readText('user', member('user')),
    created: readFactInstant('created', member('created'), now),
    lastSeen: readFactInstant('lastSeen', member('lastSeen'), now),
    ip: readText('ip', member('ip')),
    agent: readText('agent', member('agent')),
  });
  const saved = savedIn(record);
  if (saved !== undefined)
    return {
      entry: { token, data: raw === null ? null : readRaw(raw ?? null), expiry: null, saved },
      warnings: [],
    };
  if (raw !== undefined && raw !== null)
    return { entry: { token, data: readRaw(raw), expiry, ...besides }, warnings: [] };
  const data = member('data');
  if (store.info.columns.data === null)
    return { entry: { token, data: null, expiry, ...besides }, warnings: [] };
  if (data === undefined || data === null) throw new UsageError('it has neither raw nor data');
  const { payload, warnings } = await store.encode({
    data,
    expiry,
    token,
    ...defined({ codec: readCodec(member('codec')) }),
    ...defined({ user: besides.user }),
    now,
    seed: true,
  });
  return { entry: { token, data: payload, expiry, ...besides }, warnings };
}

function readToken(token: Json | undefined): string {
  if (typeof token !== 'string' || token === '')
    throw new UsageError('its token must be a string, not empty');
  if (token.endsWith('…')) {
    throw new UsageError('its token is masked: write the file with list --format ndjson --reveal');
  }
  return token;
}

function readExpiry(member: (name: string) => Json | undefined, now: Date): Date | null {
  const [expiry, ttl, unreadable] = [member('expiry'), member('ttl'), member('expiryUnreadable')];
  if (expiry !== undefined && ttl !== undefined) throw new UsageError('it has both expiry and ttl');
  if (typeof expiry === 'string') return parseInstant(expiry, now);
  if (expiry === null) {
    if (unreadable === true) {
      throw new UsageError(
        'its expiry could not be read when it was listed: set it, or leave the line out',
      );
    }
    return null;
  }
  if (expiry !== undefined) throw new UsageError('its expiry must be an instant or null');
  if (ttl !== undefined && typeof ttl !== 'string')
    throw new UsageError('its ttl must be a duration such as "1h"');
  return new Date(now.getTime() + (ttl === undefined ? defaultTtlMs : parseDuration(ttl)));
}

function readRaw(raw: Json): Buffer {
  const bytes = typeof raw === 'string' ? Buffer.from(raw, 'base64') : null;
  if (bytes?.toString('base64') !== raw) throw new UsageError('its raw is not base64');
  return bytes;
}

function readText(name: string, text: Json | undefined): string | null | undefined {
  if (text === undefined || text === null || typeof text === 'string') return text;
  throw new UsageError(`its ${name} must be a string or null`);
}

function readFactInstant(
  name: string,
  instant: Json | undefined,
  now: Date,
): Date | null | undefined {
  if (instant === undefined || instant === null) return instant;
  if (typeof instant === 'string') return parseInstant(instant, now);
  throw new UsageError(`its ${name} must be an instant or null`);
}

function readCodec(name: Json | undefined): CodecName | undefined {
  return codecNames.find((codec) => codec === name);
}
