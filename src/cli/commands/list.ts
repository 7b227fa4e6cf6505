import type { SequelizeStore, Session, SessionFilter } from '../../index.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { flagNamed } from '../option-words.js';
import { counted, grouped } from '../text.js';
import { readFilter, type FilterFlags } from '../shared/filters.js';
import { placeOf } from '../shared/place.js';
import { warnAboutExpiry } from '../shared/warnings.js';
import { factsIn, fieldsIn, readFor } from '../shared/shown.js';
import { findUsers, tellPeople, tellStrangers } from '../shared/whose.js';
import { parseCountOrAll } from '../values/count.js';
import { parseFields, parseSort, type Field } from '../values/fields.js';
import { chooseOne, readFlag } from '../values/flag.js';
import { defined } from '../values/given.js';
import type { CommandDefinition } from './command.js';

interface ListFlags extends FilterFlags {
  sort?: string;
  limit?: string;
  fields?: string;
  exact?: boolean;
  typed?: boolean;
}

export const list: CommandDefinition = {
  name: 'list',
  alias: 'ls',
  summary: 'show the active sessions',
  examples: [
    'session-admin list',
    'session-admin list --user 42 --all',
    "session-admin list --where 'role=admin' --expires-before +1h",
    'session-admin list --all --format ndjson --reveal > backup.ndjson',
  ],
  applications: 'several',

  run: async (context, _args, flags: ListFlags) => {
    const now = new Date();
    const who = readFilter(flags, now);
    const asked = { ...who, state: stateOf(flags, who) };
    const { formats, reveal } = context.settings;
    const format = formats.sessions;
    const wanted = readFlag(flags, 'fields', parseFields) ?? null;
    const limit = readFlag(flags, 'limit', parseCountOrAll) ?? format.mostRows ?? 'all';
    const sort = readFlag(flags, 'sort', parseSort);
    return context.withStore({ readOnly: true }, async (store) => {
      const fields = wanted && fieldsIn(store, wanted);
      const { filter, users } = await findUsers(context, store, asked);
      await warnAboutExpiry(context, store);
      const options = {
        ...filter,
        ...defined({ sort, limit: limit === 'all' ? undefined : limit }),
        ...readFor(format, fields, store.info),
        typed: flags.typed ?? false,
      };
      if (format.total !== null) {
        const all = await store.count(filter);
        await context.out.write(format.total(limit === 'all' ? all : Math.min(all, limit)));
        await tellStrangers(context, users, all);
        return exit.done;
      }
      const renderer = await format.sessions({
        ...context.renderOptions(now),
        fields,
        facts: factsIn(store.info),
        noise: store.info.noise,
        raw: format.restores && reveal && fields === null,
        exact: flags.exact ?? false,
      });
      let shown = 0;
      await context.out.write(renderer.begin());
      for await (const page of store.pages(options)) {
        await context.out.write(renderer.rows(ofApp(page, fields, context.app)));
        shown += page.length;
      }
      const end = renderer.end();
      await (format.forPeople ? context.show(end, headingLines) : context.out.write(end));
      if (options.names) await tellPeople(context, store);
      await tellStrangers(context, users, shown);
      if (format.forPeople) await writeFooter(context, store, filter, shown, limit);
      return exit.done;
    });
  },
};

/** The sessions with the name of their application, where that is asked for and there is one. */
const ofApp = (page: readonly Session[], fields: readonly Field[] | null, app: string | null) =>
  app !== null && fields?.some(({ label }) => label === 'app')
    ? page.map((session) => ({ ...session, app }))
    : page;

/** The names of a table's columns. */
const headingLines = 1;

/** Active ones, unless another state is asked for, by an option or in a condition. */
function stateOf(
  { expired, all }: ListFlags,
  { where = [] }: SessionFilter,
): NonNullable<SessionFilter['state']> {
  if (expired && all) throw chooseOne('expired', 'all');
  if (expired) return 'expired';
  return all || where.some(({ path }) => path === 'state') ? 'all' : 'active';
}

async function writeFooter(
  context: Context,
  store: SequelizeStore,
  filter: SessionFilter,
  shown: number,
  limit: number | 'all',
): Promise<void> {
  if (context.settings.quiet) return;
  const total = shown === limit ? await store.count(filter) : shown;
  const noun = filter.state === 'all' ? 'session' : `${filter.state ?? 'active'} session`;
  const counts =
    total > shown
      ? `${grouped(shown)} of ${counted(total, noun)}, ${grouped(total - shown)} more with ${flagNamed('limit')} all`
      : counted(total, noun);
  await context.note(`${counts} · ${placeOf(context, store)}`);
}
