import type { RowOptions, SequelizeStore, Session } from '../../index.js';
import { SessionAdminError } from '../../inside.js';
import { UsageError } from '../usage.js';
import { unescapeText } from '../output/escape.js';
import { counted } from '../text.js';

const shortestPrefix = 6;

/** Bytes as they are printed, whole or masked. */
const hex = /^\\x[0-9a-f]*(?:…|\*)?$/;

/**
 * Finds the session that a text means: the token itself, or the masked form or a prefix that
 * ends in `…` or `*` and that exactly one session has. What a list printed with escapes is taken too;
 * a text that is known to be `printed` is taken so alone. Undefined where there is none.
 *
 * Throws `TOKEN_AMBIGUOUS` where several sessions have the prefix.
 */
export async function findSession(
  store: SequelizeStore,
  text: string,
  { printed = false, ...options }: RowOptions & { printed?: boolean } = {},
): Promise<Session | undefined> {
  if (text === '') throw new UsageError('a token is expected, not an empty argument');
  for (const meant of meanings(text, store, printed)) {
    const found = await lookUp(store, meant, options);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The same for the token alone. */
export const findToken = async (
  store: SequelizeStore,
  text: string,
  options: { printed?: boolean },
): Promise<string | undefined> =>
  (await findSession(store, text, { ...options, decode: false }))?.token;

/** What a text may mean, the likeliest first. */
function meanings(text: string, { info: { tokens } }: SequelizeStore, printed: boolean): string[] {
  const plain = unescapeText(text);
  if (plain === text || (tokens === 'bytes' && hex.test(text))) return [text];
  if (!printed) return [text, plain];
  return tokens === 'either' && hex.test(text) ? [plain, text] : [plain];
}

async function lookUp(
  store: SequelizeStore,
  text: string,
  options: RowOptions,
): Promise<Session | undefined> {
  const whole = await store.get(text, options);
  if (whole) return whole;
  const prefix = /^(.*)(?:…|\*)$/su.exec(text)?.[1];
  if (prefix === undefined) return undefined;
  if (Array.from(prefix).length < shortestPrefix) {
    throw new UsageError(`a prefix needs at least ${shortestPrefix} characters before the … or *`);
  }
  const filter = { tokenPrefix: prefix, state: 'all' } as const;
  const found: Session[] = [];
  for await (const session of store.sessions({ ...filter, ...options, limit: 2 }))
    found.push(session);
  if (found.length > 1) {
    throw new SessionAdminError(
      'TOKEN_AMBIGUOUS',
      `that prefix fits ${counted(await store.count(filter), 'session')}: give more of the token`,
    );
  }
  return found[0];
}
