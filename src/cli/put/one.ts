import { parseJson, type Json, type Login } from '../../index.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { readFileOf } from '../files.js';
import { readAll } from '../io.js';
import { flagNamed } from '../option-words.js';
import { maskToken } from '../output/mask.js';
import { resolveUsers } from '../shared/whose.js';
import { UsageError } from '../usage.js';
import { parseDuration, relative } from '../values/duration.js';
import { readFlag } from '../values/flag.js';
import { defined } from '../values/given.js';
import { parseInstant } from '../values/instant.js';
import { creating, defaultTtlMs, readSet, type PutFlags } from './flags.js';

/** Stores one session, and says under which token. */
export async function putOne(
  context: Context,
  text: string | undefined,
  flags: PutFlags,
): Promise<number> {
  const now = new Date();
  const expiry = readExpiry(flags, now);
  const data = await readPayload(context, flags);
  const given = await readToken(context, text);
  const set = readSet(flags.set);
  if (expiry < now)
    await context.warn('that expiry has passed: the session is stored as an expired one');

  return context.withStore(creating(context), async (store) => {
    const { hashed, cookie = false, cookieName } = flags;
    const [whose] = await resolveUsers(context, store, flags.user);
    const user = whose?.user;
    const session = await store.login({
      expiry,
      cookie,
      ...defined({ id: given, user, data, hashed, cookieName, set }),
    });
    context.journal?.did({ stored: 1 });
    for (const warning of session.warnings) await context.warn(warning);
    await tell(context, session, now, flags);
    return exit.done;
  });
}

/** Where a script reads, what it does not know yet: the cookie, or the token that was made. */
async function tell(
  context: Context,
  { id, cookie, expiry, size, codec }: Login,
  now: Date,
  { generate }: PutFlags,
): Promise<void> {
  const { formats, reveal } = context.settings;
  const { bare, forPeople, results } = formats.sessions;
  const shown = maskToken(id, reveal || generate === true);
  const sentence = `session ${shown} stored, runs out ${relative(expiry, now)}`;
  if (bare || results === null || (forPeople && cookie !== null)) {
    if (forPeople) await context.note(sentence);
    const line = cookie ?? (generate ? id : undefined);
    await context.out.write(line === undefined ? '' : `${line}\n`);
    return;
  }
  const write = await results();
  const record = { token: shown, expiry: expiry.toISOString(), size, codec };
  await context.out.write(write(cookie === null ? record : { ...record, cookie }, sentence));
}

function readExpiry(flags: PutFlags, now: Date): Date {
  const at = readFlag(flags, 'expires', (text) => parseInstant(text, now));
  if (at) return at;
  const lifetime = readFlag(flags, 'ttl', parseDuration) ?? defaultTtlMs;
  if (lifetime === 0) throw new UsageError('--ttl: expected more than 0');
  return new Date(now.getTime() + lifetime);
}

/** The values, or the bytes; undefined where none were given. */
async function readPayload(
  { io }: Context,
  { data, file, rawFile }: PutFlags,
): Promise<Json | Buffer | undefined> {
  const read = async (key: string, path: string) =>
    path === '-' ? readAll(io.stdin) : readFileOf(flagNamed(key), path);
  if (rawFile !== undefined) return read('rawFile', rawFile);
  if (data === undefined && file === undefined) return undefined;
  const [key, text] =
    file === undefined ? ['data', data ?? ''] : ['file', (await read('file', file)).toString()];
  try {
    return parseJson(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it is not JSON';
    throw new UsageError(`${flagNamed(key)}: ${why}`);
  }
}

async function readToken({ io }: Context, text: string | undefined): Promise<string | undefined> {
  if (text === undefined) return undefined;
  const token = text === '-' ? (await readAll(io.stdin)).toString().trim() : text;
  if (token === '') throw new UsageError('a token is expected on stdin');
  if (token.endsWith('…')) throw new UsageError('that token is masked: give the whole one');
  return token;
}
