import type { SequelizeStore, SessionFilter } from '../../index.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { isAborted, untilInterrupted } from '../interrupt.js';
import { readAll } from '../io.js';
import { defined } from '../options.js';
import { escapeText } from '../output/escape.js';
import { createResultRenderer } from '../output/result.js';
import { Progress } from '../progress.js';
import { addFilterOptions, readFilter, type FilterFlags } from '../shared/filters.js';
import { counted } from '../text.js';
import { UsageError } from '../usage.js';
import type { CommandDefinition } from './command.js';
import { purgeWithProgress, trustExpiryHelp } from './purge.js';
import { findToken } from './token.js';

interface DeleteFlags extends FilterFlags {
  cookie?: string;
  cookieName?: string;
  yes?: boolean;
  trustExpiry?: boolean;
}

export const remove: CommandDefinition = {
  usage: 'delete [token...]',
  summary: 'remove sessions: log people out',
  examples: [
    'session-admin delete q3Jx8kPd…',
    'session-admin delete --user 42',
    "session-admin delete --where 'role=admin' --yes",
    'session-admin list --user 42 --format tokens --reveal | session-admin delete -',
  ],

  define: (command) =>
    addFilterOptions(
      command
        .argument(
          '[token...]',
          'whole tokens, masked forms, prefixes and *, or - to read them from stdin, one a line',
        )
        .option(
          '--cookie <value>',
          'the session of this cookie (its value, or a Cookie header), or - to read it from stdin',
        )
        .option(
          '--cookie-name <name>',
          "the cookie's name, where it is not the framework's usual one",
        )
        .option('--expired', 'expired sessions only')
        .option('--all', 'every session'),
    )
      .option('-y, --yes', 'do not ask; needed where there is no terminal to ask on')
      .option('--trust-expiry', trustExpiryHelp),

  run: async (context, args, flags: DeleteFlags) => {
    context.refuseFormat('tokens');
    const filter = filterOf(flags);
    if (filter && args.length > 0) throw new UsageError('give tokens or a filter, not both');
    if (flags.cookie !== undefined && (filter || args.length > 0)) {
      throw new UsageError('--cookie is one session: leave tokens and filters out');
    }
    if (!filter && args.length === 0 && flags.cookie === undefined) {
      throw new UsageError(
        'give tokens, --cookie, --all, or a filter such as --user, --where or --expired',
      );
    }
    const cookie = flags.cookie === '-' ? await readLine(context) : flags.cookie;
    const tokens = await readTokens(context, args);
    return untilInterrupted(context, (interrupt) =>
      context.withStore({ signal: interrupt.signal }, async (store) => {
        const deleted = filter
          ? await removeFiltered(context, store, filter, flags, interrupt.signal)
          : await removeNamed(store, tokens, cookie, flags.cookieName);
        if (deleted === null) return interrupt.exitCode ?? exit.refused;
        const { caveat, title } = store.table.layout;
        if (deleted > 0 && caveat !== null) await context.note(`${title}: ${caveat}`);
        const write = await createResultRenderer(context.settings.format);
        await context.out.write(write({ deleted }, `${counted(deleted, 'session')} deleted`));
        return interrupt.exitCode ?? exit.done;
      }),
    );
  },
};

function filterOf(flags: DeleteFlags): SessionFilter | null {
  // In a script it is a variable that was not set, and would mean everybody.
  if (flags.tokenPrefix === '') throw new UsageError('--token-prefix: expected a prefix');
  const who = readFilter(flags, new Date());
  if (flags.all) {
    if (flags.expired || Object.keys(who).length > 0) {
      throw new UsageError('--all is every session: leave the other filters out');
    }
    return { state: 'all' };
  }
  if (flags.expired) return { ...who, state: 'expired' };
  return Object.keys(who).length > 0 ? { ...who, state: 'all' } : null;
}

async function readTokens(context: Context, args: readonly string[]): Promise<string[]> {
  if (!args.includes('-')) return [...args];
  if (args.length > 1) throw new UsageError('give - alone: the tokens then come from stdin');
  const text = (await readAll(context.io.stdin)).toString();
  return text.split(/\r?\n/).filter((line) => line !== '');
}

const readLine = async ({ io }: Context): Promise<string> =>
  (await readAll(io.stdin)).toString().trim();

async function removeNamed(
  store: SequelizeStore,
  texts: readonly string[],
  cookie: string | undefined,
  cookieName: string | undefined,
): Promise<number> {
  // All are looked up before any goes: an ambiguous one refuses the whole command.
  const tokens: string[] = [];
  if (cookie !== undefined) tokens.push((await store.tokenOfCookie(cookie, cookieName)) ?? '');
  for (const text of texts) {
    const token = await findToken(store, text);
    if (token !== undefined) tokens.push(token);
  }
  return store.deleteMany(tokens.filter((token) => token !== ''));
}

/** Gives the number of deleted sessions, or null where it was not confirmed. */
async function removeFiltered(
  context: Context,
  store: SequelizeStore,
  filter: SessionFilter,
  flags: DeleteFlags,
  signal: AbortSignal,
): Promise<number | null> {
  if (!flags.yes && !(await confirmed(context, store, filter, signal))) return null;
  const trust = defined({ trustExpiry: flags.trustExpiry });
  const progress = new Progress(context.io.stderr, context.settings.quiet);
  let gone = 0;
  const onProgress = (deleted: number): void => {
    gone = deleted;
    progress.show(`${counted(deleted, 'session')} deleted`);
  };
  try {
    if (flags.all) return await store.deleteAll({ signal, onProgress });
    if (filter.state === 'expired' && Object.keys(filter).length === 1) {
      // A purge is the fast way, and leaves what has expired otherwise: by a logout, or without a time.
      gone = (await purgeWithProgress(context, store, { signal, ...trust })).deleted;
    }
    const before = gone;
    const more = (deleted: number): void => onProgress(before + deleted);
    return before + (await store.deleteMatching(filter, { signal, onProgress: more, ...trust }));
  } catch (error) {
    if (!isAborted(error)) throw error;
    return gone;
  } finally {
    progress.clear();
  }
}

async function confirmed(
  context: Context,
  store: SequelizeStore,
  filter: SessionFilter,
  signal: AbortSignal,
): Promise<boolean> {
  const count = await store.count(filter);
  if (count === 0) return true;
  const question = `${counted(count, filter.state === 'expired' ? 'expired session' : 'session')} of ${store.title} would be deleted`;
  if (!context.io.stdin.isTTY) {
    await context.problem(`${question}: confirm with --yes`);
    return false;
  }
  const { confirm } = await import('../confirm.js');
  if (await confirm(`${escapeText(question)}. Delete?`, context.io, signal)) return true;
  await context.problem('not confirmed: nothing was deleted');
  return false;
}
