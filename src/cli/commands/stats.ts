import type { Grouping, GroupSort, SequelizeStore, SessionFilter } from '../../index.js';
import { groupings, groupSorts } from '../../inside.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { flagNamed } from '../option-words.js';
import { showsUnicode } from '../output/unicode.js';
import { Progress } from '../progress.js';
import { readFilter, type FilterFlags } from '../shared/filters.js';
import { placeOf } from '../shared/place.js';
import { warnAboutExpiry } from '../shared/warnings.js';
import { findUsers, tellPeople, tellStrangers, tellUnseen } from '../shared/whose.js';
import { counted, grouped } from '../text.js';
import { UsageError } from '../usage.js';
import { parseCountOrAll } from '../values/count.js';
import { readFlag } from '../values/flag.js';
import { defined } from '../values/given.js';
import { oneOf } from '../values/one-of.js';
import type { CommandDefinition } from './command.js';

interface StatsFlags extends FilterFlags {
  by?: string;
  sort?: string;
  limit?: string;
}

/** What is counted, in what order, and how much of it is shown. */
interface Asked {
  readonly filter: SessionFilter;
  readonly by: Grouping | undefined;
  readonly sort: GroupSort | undefined;
  readonly limit: number | 'all' | undefined;
}

/** Users, addresses and devices: so many lines of each fit on a screen. */
const onScreen = 5;
const widthOfPipe = 80;
/** Nobody waits for so few sessions. */
const atOnce = 20_000;

export const stats: CommandDefinition = {
  name: 'stats',
  summary: 'say who is in the table, in numbers and plots',
  examples: [
    'session-admin stats',
    'session-admin stats --where state=active',
    'session-admin stats --by user --limit 20',
    'session-admin stats --by day --format csv > days.csv',
  ],
  applications: 'several',

  run: async (context, _args, flags: StatsFlags) => {
    const asked = {
      filter: { ...readFilter(flags, new Date()), state: 'all' } as const,
      by: readFlag(flags, 'by', (text) => oneOf(groupings, text)),
      sort: readFlag(flags, 'sort', parseSort),
      limit: readFlag(flags, 'limit', parseCountOrAll),
    };
    if (asked.by === undefined && flags.sort !== undefined) {
      throw new UsageError('--sort puts the groups of --by in order: give both');
    }
    const write = asked.by === undefined ? await writerOfAll(context) : writerOfGroups(context);
    return context.withStore({ readOnly: true }, async (store) => {
      const { filter, users, excepted } = await findUsers(context, store, asked.filter);
      await warnAboutExpiry(context, store);
      const found = await write(store, { ...asked, filter });
      await tellPeople(context, store);
      await tellStrangers(context, users, found);
      await tellUnseen(context, store, excepted);
      return exit.done;
    });
  },
};

/** Writes what there is, and gives how much that was. */
type Writer = (store: SequelizeStore, asked: Asked) => Promise<number>;

const parseSort = (text: string): GroupSort =>
  oneOf(groupSorts, text === 'last-seen' ? 'lastSeen' : text);

async function writerOfAll(context: Context): Promise<Writer> {
  const results = await context.results();
  const { forPeople } = context.settings.formats.result;
  return async (store, { filter, limit }) => {
    const top = limit === 'all' ? Infinity : (limit ?? (forPeople ? onScreen : undefined));
    const told = await counting(context, (onProgress) =>
      store.stats({ ...filter, ...defined({ top }), names: true, onProgress }),
    );
    const all = told.active + told.expired;
    if (forPeople) {
      const { statsScreen } = await import('../stats/screen.js');
      const { width, ...options } = context.renderOptions(new Date());
      const unicode = showsUnicode(context.io.env);
      const screen = { ...options, width: width ?? widthOfPipe, unicode };
      await context.show(context.screen(await statsScreen(told, store.info, screen)));
    } else {
      const { statsRecord } = await import('../stats/record.js');
      await context.out.write(results(statsRecord(told, store.info), '', all));
    }
    return all;
  };
}

function writerOfGroups(context: Context): Writer {
  const format = context.settings.formats.sessions;
  const { report, forPeople, mostRows } = format;
  if (report === null)
    throw new UsageError(`${flagNamed('format')}: groups have no ${format.name} to write`);
  return async (store, { filter, by = 'user', sort, limit = mostRows ?? 'all' }) => {
    const options = { ...filter, ...defined({ sort, limit: limit === 'all' ? undefined : limit }) };
    const found = await counting(context, (onProgress) =>
      store.groups(by, { ...options, names: true, onProgress }),
    );
    if (!forPeople) {
      const { groupRecord } = await import('../stats/record.js');
      const lines = found.groups.map((group) => ({
        result: groupRecord(group, by, found),
        text: '',
      }));
      await context.out.write(await report(lines));
      return found.total;
    }
    const { groupTable } = await import('../stats/group-table.js');
    const table = await groupTable(by, found, context.renderOptions(new Date()));
    await context.show(context.screen(table), 1);
    const { total, groups } = found;
    const more = total - groups.length;
    const shown = more > 0 ? `${grouped(groups.length)} of ` : '';
    const rest = more > 0 ? `, ${grouped(more)} more with ${flagNamed('limit')} all` : '';
    await context.note(`${shown}${counted(total, nouns[by])}${rest} · ${placeOf(context, store)}`);
    return total;
  };
}

const nouns: Readonly<Record<Grouping, string>> = {
  user: 'user',
  ip: 'IP',
  device: 'device',
  day: 'day',
  state: 'state',
};

/** Counts with a progress line. */
async function counting<T>(
  context: Context,
  work: (onProgress: (read: number) => void) => Promise<T>,
): Promise<T> {
  const progress = new Progress(context.io.stderr, context.settings.quiet);
  try {
    return await work((read) => {
      if (read > atOnce) progress.show(`${counted(read, 'session')} read`);
    });
  } finally {
    progress.clear();
  }
}
