import { SessionAdminError } from '../../errors.js';
import type { SequelizeStore } from '../../index.js';
import { UsageError } from '../usage.js';
import { counted } from '../text.js';

const shortestPrefix = 6;

/**
 * Finds the stored token that an argument means: the token itself, or the masked form or a prefix
 * that ends in `…` or `*` and that exactly one session has. Undefined where there is none.
 *
 * Throws `TOKEN_AMBIGUOUS` where several sessions have the prefix.
 */
export async function findToken(store: SequelizeStore, text: string): Promise<string | undefined> {
  if (text === '') throw new UsageError('a token is expected, not an empty argument');
  if (await store.get(text, { decode: false })) return text;
  const prefix = /^(.*)(?:…|\*)$/su.exec(text)?.[1];
  if (prefix === undefined) return undefined;
  if (Array.from(prefix).length < shortestPrefix) {
    throw new UsageError(`a prefix needs at least ${shortestPrefix} characters before the … or *`);
  }
  const filter = { tokenPrefix: prefix, state: 'all' } as const;
  const found: string[] = [];
  for await (const { token } of store.sessions({ ...filter, decode: false, limit: 2 }))
    found.push(token);
  if (found.length > 1) {
    throw new SessionAdminError(
      'TOKEN_AMBIGUOUS',
      `that prefix fits ${counted(await store.count(filter), 'session')}: give more of the token`,
    );
  }
  return found[0];
}
