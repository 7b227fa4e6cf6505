import type { SequelizeStore, Session } from '../../index.js';
import { SessionAdminError, valuesAt } from '../../inside.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { readAll } from '../io.js';
import { flagNamed } from '../option-words.js';
import { escapeText } from '../output/escape.js';
import { nobody } from '../shared/filters.js';
import { warnAboutExpiry } from '../shared/warnings.js';
import { findSession } from '../shared/find-session.js';
import { factsIn } from '../shared/shown.js';
import { findUsers, tellPeople, tellStrangers } from '../shared/whose.js';
import { counted } from '../text.js';
import { UsageError } from '../usage.js';
import { relative } from '../values/duration.js';
import { chooseOne } from '../values/flag.js';
import type { CommandDefinition } from './command.js';

interface GetFlags {
  raw?: boolean;
  field?: string;
  expired?: boolean;
  typed?: boolean;
  cookie?: string;
  cookieName?: string;
  user?: string;
}

export const get: CommandDefinition = {
  name: 'get',
  alias: 'show',
  summary: 'show one session, its payload decoded',
  examples: [
    'session-admin get q3Jx8kPd…',
    'session-admin get "$TOKEN" --field user.id',
    'session-admin get --user ann@example.test',
    'session-admin get "$TOKEN" --json --typed',
    'session-admin get "$TOKEN" --raw > payload.gob',
  ],

  arguments: [
    ['[token]', 'a whole token, the masked form, a prefix and *, or - to read it from stdin'],
  ],
  applications: 'several',

  run: async (context, [argument], flags: GetFlags) => {
    const ways = [argument, flags.cookie, flags.user].filter((way) => way !== undefined);
    if (ways.length !== 1)
      throw new UsageError(`give a token, ${flagNamed('cookie')} or ${flagNamed('user')}`);
    if (flags.user === '') throw nobody('user');
    if (context.isOneOfSeveral && (flags.raw || flags.field !== undefined)) {
      throw new UsageError(
        `${flagNamed('raw')} and ${flagNamed('field')} are of one session: name one profile`,
      );
    }
    const text = argument ?? flags.cookie ?? '';
    if (flags.raw && flags.field !== undefined) throw chooseOne('raw', 'field');
    const wanted = text === '-' ? (await readAll(context.io.stdin)).toString().trim() : text;
    return context.withStore({ readOnly: true }, async (store) => {
      const session =
        flags.user === undefined
          ? await find(store, wanted, flags, text === '-')
          : await findOfUser(context, store, flags.user, flags);
      if (!session) {
        await context.problem('there is no such session');
        return exit.notFound;
      }
      await warnAboutExpiry(context, store, session);
      if (session.state === 'expired' && !flags.expired) {
        const ago = relative(session.expiry, new Date());
        await context.problem(`that session ran out ${ago}: show it with ${flagNamed('expired')}`);
        return exit.notFound;
      }
      if (flags.raw) return writeRaw(context, session);
      if (flags.field !== undefined) return writeField(context, session, flags.field);
      await tellPeople(context, store);
      return writeSession(context, session, store);
    });
  },
};

const readOptions = ({ raw = false, typed = false, field }: GetFlags) => ({
  raw: true,
  typed,
  decode: !raw,
  device: !raw,
  names: !raw && field === undefined,
});

/** The one session of a user; throws where there are several. */
async function findOfUser(
  context: Context,
  store: SequelizeStore,
  user: string,
  flags: GetFlags,
): Promise<Session | undefined> {
  const asked = { user, state: flags.expired ? 'all' : 'active' } as const;
  const { filter, users } = await findUsers(context, store, asked);
  const found: Session[] = [];
  for await (const session of store.sessions({ ...filter, ...readOptions(flags), limit: 2 }))
    found.push(session);
  await tellStrangers(context, users, found.length);
  if (found.length <= 1) return found[0];
  throw new SessionAdminError(
    'TOKEN_AMBIGUOUS',
    `that user has ${counted(await store.count(filter), 'session')}: list them, and give a token`,
  );
}

async function find(
  store: SequelizeStore,
  text: string,
  flags: GetFlags,
  printed: boolean,
): Promise<Session | undefined> {
  const options = readOptions(flags);
  if (flags.cookie === undefined) return findSession(store, text, { printed, ...options });
  const token = await store.tokenFromCookie(text, flags.cookieName);
  return token === undefined ? undefined : store.get(token, options);
}

async function writeRaw({ out, io }: Context, { raw }: Session): Promise<number> {
  const bytes = raw ?? Buffer.alloc(0);
  const text = bytes.toString();
  if (io.stdout.isTTY && escapeText(text) !== text) {
    throw new UsageError(
      `${flagNamed('raw')} writes bytes as they are: send them to a file or a pipe, not to a terminal`,
    );
  }
  await out.write(bytes);
  return exit.done;
}

async function writeField(context: Context, session: Session, path: string): Promise<number> {
  const values = valuesAt(session.data, path);
  if (values.length === 0) {
    await context.problem(session.error ?? 'the payload has no such field');
    return exit.failed;
  }
  const { sessions: format } = context.settings.formats;
  for (const value of values) await context.out.write(format.value(value));
  return exit.done;
}

async function writeSession(
  context: Context,
  session: Session,
  store: SequelizeStore,
): Promise<number> {
  const { formats, reveal } = context.settings;
  const text = await formats.session.session(session, {
    ...context.renderOptions(new Date()),
    fields: null,
    facts: factsIn(store.info),
    noise: [],
    raw: reveal && formats.session.restores,
    exact: false,
  });
  await context.out.write(text);
  return exit.done;
}
