import type { SequelizeStore, SessionFilter } from '../../index.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { defined, given } from '../options.js';
import { createRenderer } from '../output/formats.js';
import { oneOf } from '../settings.js';
import { counted, grouped } from '../text.js';
import { addFilterOptions, readFilter, type FilterFlags } from '../shared/filters.js';
import { warnAboutExpiry } from '../shared/expiry-warning.js';
import { UsageError } from '../usage.js';
import { parseCountOrAll } from '../values/count.js';
import { parseFields, type Field } from '../values/fields.js';
import type { CommandDefinition } from './command.js';

interface ListFlags extends FilterFlags {
  sort?: string;
  limit?: string;
  fields?: string;
  exact?: boolean;
  typed?: boolean;
}

/** More rows than this nobody reads on a screen; other formats are not cut. */
const tableRows = 100;

export const list: CommandDefinition = {
  usage: 'list',
  summary: 'show the active sessions',
  examples: [
    'session-admin list',
    'session-admin list --user 42 --all',
    "session-admin list --where 'role=admin' --expires-before +1h",
    'session-admin list --all --format ndjson --reveal > backup.ndjson',
  ],

  define: (command) =>
    addFilterOptions(
      command
        .optionsGroup('Which sessions:')
        .option('--expired', 'those that have run out')
        .option('--all', 'active and expired ones'),
    )
      .optionsGroup('How to show them:')
      .option('--sort <key>', 'expiry or token; by default the order that costs the database least')
      .option('--limit <n>', 'at most so many, or all; by default 100 in a table, else all')
      .option(
        '--fields <list>',
        'which columns: token, user, users, state, expiry, size, codec, data, error, raw, data.<path>, or a column of the table',
      )
      .option('--exact', 'in a table, show expiries as instants')
      .option('--typed', 'show values that JSON cannot say in a typed form that put takes back'),

  run: async (context, _args, flags: ListFlags) => {
    const now = new Date();
    const who = readFilter(flags, now);
    const filter = { ...who, state: stateOf(flags, who) };
    const { format, reveal } = context.settings;
    const fields = given('--fields', flags.fields, parseFields) ?? null;
    const limit =
      given('--limit', flags.limit, parseCountOrAll) ?? (format === 'table' ? tableRows : 'all');
    const sort = given('--sort', flags.sort, (text) => oneOf(['expiry', 'token'] as const, text));
    const raw = format === 'ndjson' && reveal && fields === null;
    const renderer = await createRenderer(format, {
      ...context.renderOptions(now),
      fields,
      raw,
      exact: flags.exact ?? false,
    });
    return context.withStore({ readOnly: true }, async (store) => {
      checkFields(fields, store);
      await warnAboutExpiry(context, store);
      const options = {
        ...filter,
        ...defined({ sort, limit: limit === 'all' ? undefined : limit }),
        decode: wantsPayload(format, fields),
        raw: fields === null ? isJson(format) : names(fields).includes('raw'),
        typed: flags.typed ?? false,
        columns: ownColumns(fields),
      };
      if (format === 'count') {
        const all = await store.count(filter);
        await context.out.write(`${limit === 'all' ? all : Math.min(all, limit)}\n`);
        return exit.done;
      }
      let shown = 0;
      await context.out.write(renderer.begin());
      for await (const page of store.pages(options)) {
        let text = '';
        for (const session of page) text += renderer.row(session);
        await context.out.write(text);
        shown += page.length;
      }
      await context.out.write(renderer.end());
      if (format === 'table') await writeFooter(context, store, filter, shown, limit);
      return exit.done;
    });
  },
};

/** Active ones, unless another state is asked for, by an option or in a condition. */
function stateOf(
  { expired, all }: ListFlags,
  { where = [] }: SessionFilter,
): NonNullable<SessionFilter['state']> {
  if (expired && all) throw new UsageError('choose one of --expired and --all');
  if (expired) return 'expired';
  return all || where.some(({ path }) => path === 'state') ? 'all' : 'active';
}

const isJson = (format: string): boolean => format === 'json' || format === 'ndjson';

const names = (fields: readonly Field[] | null): string[] =>
  fields?.map((field) => field.label) ?? [];

/** The table's own columns that are shown, which are so only where they were asked for. */
const ownColumns = (fields: readonly Field[] | null): string[] =>
  (fields ?? []).flatMap((field) => (field.kind === 'column' ? field.name : []));

/** Payloads are most of a table: they are read only where something of them is shown. */
function wantsPayload(format: string, fields: readonly Field[] | null): boolean {
  if (format === 'tokens' || format === 'count') return false;
  const cheap = ['token', 'state', 'expiry', 'size'];
  return (
    fields?.some((f) => f.kind === 'data' || (f.kind === 'session' && !cheap.includes(f.name))) ??
    true
  );
}

function checkFields(fields: readonly Field[] | null, { info }: SequelizeStore): void {
  const { others } = info.columns;
  for (const field of fields ?? []) {
    if (field.kind === 'column' && !others.includes(field.name)) {
      const own = others.length > 0 ? ` or a column: ${others.join(', ')}` : '';
      throw new UsageError(
        `--fields: expected token, user, users, state, expiry, size, codec, data, error, raw, data.<path>${own}`,
      );
    }
  }
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
  const { info } = store;
  const noun = filter.state === 'all' ? 'session' : `${filter.state ?? 'active'} session`;
  const counts =
    total > shown
      ? `${grouped(shown)} of ${counted(total, noun)}, ${grouped(total - shown)} more with --limit all`
      : counted(total, noun);
  await context.note(`${counts} · ${info.database} · ${info.table} (${info.layout})`);
}
