import { SessionAdminError } from '../../errors.js';
import { countAlong } from '../along/count.js';
import type { SessionFilter } from '../filter.js';
import { refuseUnproven } from '../guard/layout.js';
import { endingOf } from '../remove/removal.js';
import { until } from '../remove/rows.js';
import { rowOf, sessionReader } from '../row.js';
import { inTransaction } from '../save/in-transaction.js';
import type { Target } from '../target.js';
import type { EndedAlso, LockoutOptions, LockoutResult } from './contract.js';
import { findEndings, type Ending } from './endings.js';
import { livesOnOf } from './lives-on.js';
import { refuseForbidden } from './privileges.js';
import { theirSessions } from './sessions.js';

/** How often it is looked for sessions that came while others were being ended. */
const mostTries = 3;

/**
 * Ends a person's sessions and what lets the person in again, in one transaction: all of it or nothing.
 *
 * What was looked at beforehand is looked at again when it is held. A session that came meanwhile, by
 * what still let the person in, is found by another look afterwards, and goes in the same way.
 */
export async function lockout(given: Target, options: LockoutOptions): Promise<LockoutResult> {
  const { user, dryRun = false, signal, onFound, keep } = options;
  if (user === '' || options.except === '') {
    throw new SessionAdminError('INVALID_ARGUMENT', 'the user, or the token, is empty');
  }
  const target = until(given, signal);
  await refuseUnproven(target);
  const except = options.except && (await theirToken(target, user, options.except));
  const isMarked = endingOf(target.table) === 'mark';
  const filter: SessionFilter = { user, state: isMarked ? 'unmarked' : 'all' };
  const { found: endings, unseen } = await findEndings(target, user, except);
  const counts = await countsOf(endings);
  const sessions = await theirSessions(target, filter, except, keep);
  let left = await sessions.find();
  const there = endings.filter((_, i) => (counts[i] ?? 0) > 0);
  await refuseForbidden(target, { sessions: left.count, endings: there });
  const result: LockoutResult = {
    user,
    matched: left.count,
    deleted: 0,
    also: [
      ...(await alongOf(target, filter, except)),
      ...endings.map(({ what, place }, i) => asAlso(what, place.title, counts[i] ?? 0)),
      ...unseen,
    ],
    livesOn: await livesOnOf(target, user),
  };
  if (dryRun) return result;
  onFound?.({ ...result });
  const ended = endings.map(() => 0);
  for (let tries = 0; tries < mostTries; tries++) {
    const now = left;
    const done = await inTransaction(target, keep, async (run) => {
      const rows: number[] = [];
      for (const ending of endings) rows.push(await ending.end(run));
      return { rows, deleted: await now.remove(run) };
    });
    done.rows.forEach((rows, i) => (ended[i] = (ended[i] ?? 0) + rows));
    result.deleted += done.deleted;
    left = await sessions.find();
    // What nothing was deleted of will not go the next time.
    if (left.count === 0 || done.deleted === 0) break;
  }
  const also = result.also.map((one) => {
    const at = endings.findIndex(({ what }) => what === one.what);
    return at < 0 ? one : { ...one, rows: ended[at] ?? 0 };
  });
  return { ...result, also, matched: result.deleted + left.count };
}

const asAlso = (what: string, table: string, rows: number): EndedAlso => ({
  what,
  table,
  rows,
  why: null,
});

const countsOf = async (endings: readonly Ending[]): Promise<number[]> => {
  const counts: number[] = [];
  for (const ending of endings) counts.push(await ending.count());
  return counts;
};

/** Rows that belong to the sessions; of those of one session that stays nobody has to be told. */
async function alongOf(
  target: Target,
  filter: SessionFilter,
  except: string | undefined,
): Promise<EndedAlso[]> {
  if (target.table.layout.along.length === 0) return [];
  const along = await countAlong(target, filter);
  return along.map(({ what, table, rows }) => ({
    what,
    table,
    rows: except === undefined ? rows : null,
    why: null,
  }));
}

/** The token as its session has it. Throws where that is not there, or not this person's: none would stay. */
async function theirToken(target: Target, user: string, token: string): Promise<string> {
  const options = { facts: false, columns: [] };
  const row = await rowOf(target, token, options);
  const session = row && sessionReader(target, options)(row);
  if (session?.users.includes(user)) return session.token;
  throw new SessionAdminError(
    'INVALID_ARGUMENT',
    session
      ? 'the session that is to stay is another user’s, so none would stay: nothing is done'
      : 'there is no session of that token to stay: nothing is done',
  );
}
