import type { JsonObject, KnownLayout } from '../../index.js';
import { layoutNames } from '../../inside.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import type { ReportLine } from '../formats/contract.js';
import { escapeText } from '../output/escape.js';
import { unknown } from '../values/one-of.js';
import { UsageError } from '../usage.js';
import type { CommandDefinition } from './command.js';

export const layouts: CommandDefinition = {
  name: 'layouts',
  summary: 'show the tables that are known, or what a layout of your own makes of a database',
  examples: [
    'session-admin layouts',
    'session-admin layouts django --json > shop.json',
    'session-admin layouts check shop.json -d shop.db',
  ],

  arguments: [
    ['[name]', 'the one to show; or check, for a layout of your own'],
    ['[file]', 'the file to check'],
  ],

  completes: ([name, ...others]) => {
    if (name === undefined) return ['check', ...layoutNames];
    return name === 'check' && others.length === 0 ? 'path' : [];
  },

  run: async (context, [name, file]) => {
    if (name === 'check') {
      const { checkLayout } = await import('../layouts/check.js');
      return checkLayout(context, file ?? context.settings.layoutFile);
    }
    if (file !== undefined) throw new UsageError('one name is enough: leave the file out');
    const { knownLayouts } = await import('../../index.js');
    const known = await knownLayouts();
    if (name !== undefined) {
      await show(context, oneNamed(known, name));
      return exit.done;
    }
    const text = await context.reports()(linesOf(known));
    const { forPeople } = context.settings.formats.result;
    await (forPeople ? context.show(text) : context.out.write(text));
    return exit.done;
  },
};

function oneNamed(known: readonly KnownLayout[], name: string): KnownLayout {
  const found = known.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = known.map((one) => one.name);
  const expected = `expected check, or one of ${names.join(', ')}`;
  throw new UsageError(unknown(expected, name, ['check', ...names]));
}

/** The layout as a file to start from; for people what stands in it, a line each. */
async function show(context: Context, { data }: KnownLayout): Promise<void> {
  const { document } = context.settings.formats.result;
  const text = document?.(data as unknown as JsonObject);
  const values = flat(data);
  const width = Math.max(...values.map(([path]) => path.length));
  const lines = values.map(([path, value]) => ({
    result: { path, value },
    text: `${path.padEnd(width)}  ${escapeText(value)}`,
  }));
  await context.out.write(text ?? (await context.reports()(lines)));
}

/** The values of an object by their paths: what lists hold stands in one line. */
function flat(value: unknown, path = ''): [path: string, text: string][] {
  if (value === null) return [[path, 'none']];
  if (Array.isArray(value)) return [[path, value.map(asWord).join(', ')]];
  if (typeof value !== 'object') return path === '$schema' ? [] : [[path, asWord(value)]];
  return Object.entries(value).flatMap(([key, member]) =>
    flat(member, path === '' ? key : `${path}.${key}`),
  );
}

const asWord = (item: unknown): string =>
  Array.isArray(item) ? item.join('.') : typeof item === 'string' ? item : JSON.stringify(item);

function linesOf(known: readonly KnownLayout[]): ReportLine[] {
  const rows = known.map((one) => [
    one.name,
    one.title,
    one.tables.slice(0, 3).join(', ') + (one.tables.length > 3 ? ' …' : ''),
    [...one.codecs.slice(0, 1), ...one.reads].join(', '),
    one.readOnly === null ? '' : 'read only',
  ]);
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return known.map(({ name, title, tables, codecs, reads, readOnly, seeded, cookie }, line) => ({
    result: {
      name,
      title,
      tables: [...tables],
      codecs: [...codecs],
      reads: [...reads],
      written: readOnly === null,
      readOnly,
      seeded,
      cookie,
    },
    text: (rows[line] ?? [])
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  }));
}
