import type { RemoveOptions, RemoveResult, SequelizeStore, SessionFilter } from '../../index.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import type { ResultRenderer } from '../formats/contract.js';
import { untilInterrupted, type Interrupt } from '../interrupt.js';
import { readAll } from '../io.js';
import { flagNamed } from '../option-words.js';
import { confirmed, isUnlocked, type Consent } from '../shared/confirmation.js';
import { tellDoomed } from '../shared/doomed.js';
import { readFilter, type FilterFlags } from '../shared/filters.js';
import { findToken } from '../shared/find-session.js';
import { nothing, sayingHowFar } from '../shared/how-far.js';
import { databaseNamed } from '../shared/place.js';
import { purgeWithProgress } from '../shared/purge.js';
import { endedWords, toBeEnded } from '../shared/ended.js';
import { savePath, savingTo, type SaveFlags } from '../shared/save.js';
import { findUsers, tellStrangers, tellUnseen, type Whose } from '../shared/whose.js';
import { counted } from '../text.js';
import { UsageError } from '../usage.js';
import { defined } from '../values/given.js';

interface DeleteFlags extends FilterFlags, SaveFlags, Consent {
  cookie?: string;
  cookieName?: string;
  dryRun?: boolean;
  trustExpiry?: boolean;
}

/** What the user asked for, and the path that sessions are saved in. */
interface Wanted {
  flags: DeleteFlags;
  save: string | undefined;
}

/** What came of it, and whether people were told before what lives on. */
interface Done extends RemoveResult {
  told?: boolean;
}

/** Removes sessions that were named, or that a filter takes. Gives the exit code. */
export async function runDelete(
  context: Context,
  args: readonly string[],
  flags: DeleteFlags,
): Promise<number> {
  const write = await context.results();
  const filter = filterOf(flags);
  if (filter && args.length > 0) throw new UsageError('give tokens or a filter, not both');
  if (flags.cookie !== undefined && (filter || args.length > 0)) {
    throw new UsageError(`${flagNamed('cookie')} is one session: leave tokens and filters out`);
  }
  if (!filter && args.length === 0 && flags.cookie === undefined) {
    throw new UsageError(
      `give tokens, ${flagNamed('cookie')}, ${flagNamed('all')}, or a filter such as ` +
        ['user', 'where', 'expired'].map(flagNamed).join(' or '),
    );
  }
  if (flags.dryRun && !filter)
    throw new UsageError(`${flagNamed('dryRun')} goes with a filter or ${flagNamed('all')}`);
  const cookie = flags.cookie === '-' ? await readLine(context) : flags.cookie;
  const tokens = await readTokens(context, args);
  const save = flags.dryRun ? undefined : await savePath(context, flags);
  const wanted = { flags, save };
  return untilInterrupted(context, (interrupt) =>
    context.withStore(
      { readOnly: flags.dryRun ?? false, signal: interrupt.signal },
      async (store) => {
        const meant = filter?.state === 'all' && !flags.all ? toBeEnded(store) : {};
        const whose = filter && (await findUsers(context, store, { ...filter, ...meant }));
        const { signal } = interrupt;
        const done = whose
          ? await removeFiltered(context, store, whose, wanted, write, signal)
          : await removeNamed(context, store, { ...tokens, ...wanted, cookie }, signal);
        if (done === null) return interrupt.exitCode ?? exit.refused;
        if (flags.dryRun) return exit.done;
        const how = endedWords(store, whose?.filter ?? {});
        return (await tellResult(context, store, { ...done, how }, write, interrupt)) ?? exit.done;
      },
    ),
  );
}

function filterOf(flags: DeleteFlags): SessionFilter | null {
  // In a script it is a variable that was not set, and would mean everybody.
  if (flags.tokenPrefix === '') throw new UsageError('--token-prefix: expected a prefix');
  const who = readFilter(flags, new Date());
  if (flags.all) {
    if (flags.expired || Object.keys(who).length > 0) {
      throw new UsageError(`${flagNamed('all')} is every session: leave the other filters out`);
    }
    return { state: 'all' };
  }
  if (flags.expired) return { ...who, state: 'expired' };
  return Object.keys(who).length > 0 ? { ...who, state: 'all' } : null;
}

/** Tokens that were named, and whether as a list prints them. */
interface Named {
  texts: readonly string[];
  printed: boolean;
}

async function readTokens(context: Context, args: readonly string[]): Promise<Named> {
  if (!args.includes('-')) return { texts: args, printed: false };
  if (args.length > 1) throw new UsageError('give - alone: the tokens then come from stdin');
  const text = (await readAll(context.io.stdin)).toString();
  return { texts: text.split(/\r?\n/).filter((line) => line !== ''), printed: true };
}

const readLine = async ({ io }: Context): Promise<string> =>
  (await readAll(io.stdin)).toString().trim();

/** Says what came of it; gives the exit code of what did not. */
async function tellResult(
  context: Context,
  store: SequelizeStore,
  { matched, deleted, renewed, refused, told = false, how }: Done & { how: string },
  write: ResultRenderer,
  { exitCode }: Interrupt,
): Promise<number | undefined> {
  const { caveat, title } = store.info;
  if (deleted > 0 && caveat !== null && !told) await context.note(`${title}: ${caveat}`);
  if (deleted > 0 && how !== 'deleted')
    await context.note(
      `rows that are marked stay in the table: delete ${flagNamed('expired')} removes them`,
    );
  const sentence = `${counted(deleted, 'session')} ${how}${exitCode === undefined ? '' : ' (interrupted)'}`;
  await context.out.write(write({ matched, deleted, renewed }, sentence, deleted));
  if (renewed > 0)
    await context.note(`${counted(renewed, 'session')} renewed meanwhile, and left alone`);
  const left = matched - deleted - renewed;
  if (exitCode !== undefined || left <= 0) return exitCode;
  const why = refused?.message ?? 'a trigger, or a policy on rows, keeps them';
  await context.problem(
    `${counted(left, 'session')} that should have gone ${left === 1 ? 'is' : 'are'} still there: ${why}`,
  );
  return exit.failed;
}

/** Gives what came of it; null where it was not confirmed. */
async function removeNamed(
  context: Context,
  store: SequelizeStore,
  { texts, printed, cookie, flags, save }: Named & Wanted & { cookie: string | undefined },
  signal: AbortSignal,
): Promise<RemoveResult | null> {
  return sayingHowFar(context, endedWords(store, {}), async (onProgress) => {
    // All are looked up before any goes: an ambiguous one refuses the whole command.
    const tokens: string[] = [];
    if (cookie !== undefined)
      tokens.push((await store.tokenFromCookie(cookie, flags.cookieName)) ?? '');
    for (const text of texts) {
      if (signal.aborted) return nothing;
      const token = await findToken(store, text, { printed });
      if (token !== undefined) tokens.push(token);
    }
    const named = tokens.filter((token) => token !== '');
    const what = `${counted(named.length, 'session')} of ${databaseNamed(context, store)} would be ${endedWords(store, {})}`;
    if (named.length > 0 && !(await isUnlocked(context, what, flags, signal))) return null;
    return savingTo(context, store, 'delete', save, (keep) =>
      store.deleteMany(named, { signal, onProgress, ...defined({ keep }) }),
    );
  });
}

/** Gives what came of it; null where it was not confirmed. */
async function removeFiltered(
  context: Context,
  store: SequelizeStore,
  { filter, users, excepted }: Whose<SessionFilter>,
  { flags, save }: Wanted,
  write: ResultRenderer,
  signal: AbortSignal,
): Promise<Done | null> {
  await tellUnseen(context, store, excepted);
  if (flags.dryRun) {
    const { what } = await tellDoomed(context, store, filter);
    const matched = await store.count(filter);
    await tellStrangers(context, users, matched);
    await context.out.write(write({ matched, deleted: 0, renewed: 0 }, `${what}: nothing was`));
    return nothing;
  }
  const answer = await confirmed(context, store, filter, flags, signal);
  if (answer === 'no') return null;
  const done = await sayingHowFar(context, endedWords(store, filter), (onProgress) =>
    savingTo(context, store, 'delete', save, async (keep) => {
      const options = { signal, ...defined({ trustExpiry: flags.trustExpiry, keep }) };
      if (flags.all) return store.deleteAll({ ...options, onProgress });
      if (filter.state !== 'expired' || Object.keys(filter).length > 1) {
        const done = await store.deleteMatching(filter, { ...options, onProgress });
        await tellStrangers(context, users, done.matched);
        return done;
      }
      return removeExpired(context, store, options, onProgress);
    }),
  );
  return { ...done, told: answer === 'told' };
}

/** A purge is the fast way, and leaves what has expired otherwise: by a logout, or without a time. */
async function removeExpired(
  context: Context,
  store: SequelizeStore,
  options: Pick<RemoveOptions, 'signal' | 'trustExpiry' | 'keep'>,
  onProgress: (soFar: RemoveResult) => void,
): Promise<RemoveResult> {
  const { deleted } = await purgeWithProgress(context, store, options);
  const purged = (rest: RemoveResult): RemoveResult => ({
    ...rest,
    matched: rest.matched + deleted,
    deleted: rest.deleted + deleted,
  });
  onProgress(purged(nothing));
  return purged(
    await store.deleteMatching(
      { state: 'expired' },
      { ...options, onProgress: (result) => onProgress(purged(result)) },
    ),
  );
}
