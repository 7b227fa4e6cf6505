import type { LockoutResult, SequelizeStore } from '../../index.js';
import { SessionAdminError } from '../../inside.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import type { ResultRenderer } from '../formats/contract.js';
import { untilInterrupted } from '../interrupt.js';
import { readAll } from '../io.js';
import { isAgreed, mayGo, type Consent } from '../shared/confirmation.js';
import { tellDoomed } from '../shared/doomed.js';
import { toBeEnded } from '../shared/ended.js';
import { nobody } from '../shared/filters.js';
import { databaseNamed } from '../shared/place.js';
import { flagNamed } from '../option-words.js';
import { savePath, savingTo, type SaveFlags } from '../shared/save.js';
import { findUsers, tellStrangers } from '../shared/whose.js';
import type { Search } from '../together/anywhere.js';
import { HeldBack } from '../together/held-back.js';
import { counted } from '../text.js';
import { UsageError } from '../usage.js';
import { defined } from '../values/given.js';

interface LockoutFlags extends SaveFlags, Consent {
  user?: string[];
  except?: string;
  cookieName?: string;
  dryRun?: boolean;
}

/** Ends all that lets one person in, and says what lives on. Gives the exit code. */
export async function runLockout(context: Context, flags: LockoutFlags): Promise<number> {
  const [who, ...others] = flags.user ?? [];
  if (who === undefined) throw new UsageError(`name the person with ${flagNamed('user')}`);
  if (who === '') throw nobody('user');
  if (others.length > 0) throw new UsageError(`${flagNamed('user')}: one person at a time`);
  const write = await context.results();
  const stays = await readExcept(context, flags);
  const dryRun = flags.dryRun ?? false;
  const save = dryRun ? undefined : await savePath(context, flags);
  // What only looks is not asked about, but tells all that a question would.
  const agreed = isAgreed(context, flags) && !dryRun;
  return untilInterrupted(context, (interrupt) =>
    context.withStore({ readOnly: dryRun, signal: interrupt.signal }, async (store) => {
      const { users } = await findUsers(context, store, { user: [who] });
      const user = users[0]?.user ?? who;
      const except = stays && (await exceptIn(context, store, user, stays, flags));
      const options = { user, ...defined({ except }), signal: interrupt.signal };
      const onFound = ({ matched }: LockoutResult): void => context.journal?.did({ matched });
      const tellFound = async (found: LockoutResult): Promise<void> => {
        await tellStrangers(context, users, waysIn(found));
        if (!agreed)
          await tellDoomed(context, store, { user, ...toBeEnded(store) }, { livesOn: false });
        await tellAlso(context, found);
      };
      if (!agreed) {
        const looked = await store.lockout({ ...options, dryRun: true });
        onFound(looked);
        await tellFound(looked);
        const words = wordsFor(looked.matched, looked);
        if (dryRun) {
          await tell(context, looked, write, `${words} would be ended: nothing was`);
          return exit.done;
        }
        const question = `${words} of ${databaseNamed(context, store)} would be ended`;
        if (waysIn(looked) > 0 && !(await mayGo(context, question, flags, interrupt.signal))) {
          context.journal?.did({ deleted: 0 });
          return interrupt.exitCode ?? exit.refused;
        }
      }
      const done = await savingTo(context, store, 'lockout', save, (keep) =>
        store.lockout({ ...options, onFound, ...defined({ keep }) }),
      );
      context.journal?.did(done);
      if (agreed) await tellFound(done);
      await tell(context, done, write, `${wordsFor(done.deleted, done)} ended`);
      return exitOf(context, done);
    }),
  );
}

/** The session that is to stay, as it was typed; from stdin it is in no list of processes. */
async function readExcept({ io }: Context, flags: LockoutFlags): Promise<string | undefined> {
  const text = flags.except === '-' ? (await readAll(io.stdin)).toString().trim() : flags.except;
  if (text === '') throw new UsageError(`${flagNamed('except')}: expected a token or a cookie`);
  return text;
}

/**
 * The token of the session that stays; undefined where it is in another of several applications. What is
 * in none, or another user's, is for the library to refuse.
 */
async function exceptIn(
  context: Context,
  store: SequelizeStore,
  user: string,
  text: string,
  flags: LockoutFlags,
): Promise<string | undefined> {
  const token = await tokenOf(store, text, flags);
  if (!context.isOneOfSeveral) return token;
  const session = await store.get(token, { facts: false });
  const search = await context.search(session?.users.includes(user) ?? false);
  if (session !== undefined || search === null) return token;
  if (!search.isFound && search.unseen.length > 0) throw notLookedAt(search);
  return search.isFound ? undefined : token;
}

/** Why nothing is done where the session that stays may be in an application that is away. */
const notLookedAt = ({ unseen, seen }: Search): HeldBack =>
  new HeldBack(
    `nothing is done: the session that is to stay may be in ${unseen.join(', ')}, ` +
      `which ${unseen.length === 1 ? 'was' : 'were'} not looked at (if it is, go on with ` +
      `${seen.map((app) => `@${app}`).join(' ')} and without ${flagNamed('except')})`,
  );

/** The token of a token or a cookie. What is neither is for the library to refuse. */
async function tokenOf(
  store: SequelizeStore,
  text: string,
  { cookieName }: LockoutFlags,
): Promise<string> {
  const session = await store.get(text, { decode: false, facts: false });
  if (session !== undefined) return session.token;
  try {
    return (await store.tokenFromCookie(text, cookieName)) ?? text;
  } catch (error) {
    if (error instanceof SessionAdminError && error.code === 'INVALID_ARGUMENT') return text;
    throw error;
  }
}

/** How many ways in there are that go. */
const waysIn = ({ matched, also }: LockoutResult): number =>
  also.reduce((sum, { rows }) => sum + (rows ?? 0), matched);

/** So many sessions, and what else goes with them. */
function wordsFor(sessions: number, { also }: LockoutResult): string {
  const others = also
    .filter(({ rows }) => rows !== null && rows > 0)
    .map(({ what, rows }) => counted(rows ?? 0, what.replace(/s$/, '')));
  return [counted(sessions, 'session'), ...others].join(', ');
}

/** Says what else goes, and what is not looked at. */
async function tellAlso(context: Context, { also }: LockoutResult): Promise<void> {
  for (const { what, table, rows, why } of also) {
    if (why !== null) await context.note(`  ${what}: not looked at, for ${why}`);
    else if (rows !== 0) await context.note(`  ${rows ?? 'their'} ${what} in ${table ?? ''}`);
  }
}

/** Says what came of it, or would, and what lives on all the same. */
async function tell(
  context: Context,
  { user, matched, deleted, also, livesOn }: LockoutResult,
  write: ResultRenderer,
  sentence: string,
): Promise<void> {
  const record = { user, matched, deleted, also: also.map(({ what, rows }) => ({ what, rows })) };
  await context.out.write(write({ ...record, livesOn }, sentence, deleted));
  for (const text of livesOn) await context.note(`lives on: ${text}`);
}

/** Says what is left, where the database kept some of it or the person came back. */
async function exitOf(context: Context, { matched, deleted }: LockoutResult): Promise<number> {
  const left = matched - deleted;
  if (left <= 0) return exit.done;
  await context.problem(
    `${counted(left, 'session')} that should have gone ${left === 1 ? 'is' : 'are'} there: ` +
      'a trigger or a policy on rows keeps them, or they cannot be read, or the person is logging in',
  );
  return exit.failed;
}
