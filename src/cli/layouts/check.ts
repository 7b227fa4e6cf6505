import type { JsonObject, SequelizeStore, StoreInfo } from '../../index.js';
import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { escapeText } from '../output/escape.js';
import { UsageError } from '../usage.js';

/** How many sessions are looked at. */
const sampled = 1000;

/** What of them was read, and what was not. */
interface Sample {
  sessions: number;
  active: number;
  expired: number;
  neverExpire: number;
  unreadableExpiry: number;
  unreadablePayload: number;
  withUser: number;
}

/**
 * Says what a layout of one's own makes of the database: table, columns, rule, proof, and how some of
 * the rows are read. Writes nothing. The exit code is 1 where something speaks against it.
 */
export async function checkLayout(context: Context, file: string | undefined): Promise<number> {
  if (file === undefined) throw new UsageError('give the file of the layout to check');
  return context.withStore(
    { readOnly: true, tellsDoubts: true, layoutFile: file },
    async (store) => {
      const sample = await take(store);
      const { info } = store;
      const against = complaints(info, sample);
      const { document } = context.settings.formats.result;
      const text =
        document?.(asObject(info, sample, against)) ??
        (await context.reports()(lines(info, sample, against)));
      await context.out.write(text);
      return against.length === 0 ? exit.done : exit.failed;
    },
  );
}

async function take(store: SequelizeStore): Promise<Sample> {
  const sample: Sample = {
    sessions: 0,
    active: 0,
    expired: 0,
    neverExpire: 0,
    unreadableExpiry: 0,
    unreadablePayload: 0,
    withUser: 0,
  };
  for await (const session of store.sessions({ state: 'all', limit: sampled })) {
    sample.sessions++;
    sample[session.state]++;
    if (session.expiryUnreadable) sample.unreadableExpiry++;
    else if (session.expiry === null) sample.neverExpire++;
    if (session.error !== null && session.data === null && session.size > 0)
      sample.unreadablePayload++;
    if (session.user !== null) sample.withUser++;
  }
  return sample;
}

/** What speaks against the layout. */
function complaints({ proof, doubts }: StoreInfo, sample: Sample): string[] {
  const { sessions, unreadableExpiry, unreadablePayload } = sample;
  return [
    ...(proof.verdict === 'contradicted' ? proof.reasons : []),
    ...(unreadableExpiry > 0 ? [`the expiry of ${unreadableExpiry} cannot be read`] : []),
    ...(unreadablePayload > 0 && unreadablePayload === sessions
      ? ['no payload can be decoded']
      : []),
    ...doubts,
  ];
}

const asObject = (info: StoreInfo, sample: Sample, against: readonly string[]): JsonObject => ({
  database: info.database,
  table: info.table,
  title: info.title,
  columns: { ...info.columns, others: [...info.columns.others] },
  facts: Object.fromEntries(
    Object.entries(info.facts).map(([name, place]) => [name, place?.column ?? null]),
  ),
  rows: info.rows,
  expiry: { rule: info.expiry.rule, format: info.expiry.format },
  proof: info.proof.verdict,
  sample: { ...sample },
  against: [...against],
});

function lines(info: StoreInfo, sample: Sample, against: readonly string[]) {
  const { columns, facts, expiry, rows, table, database, title, proof } = info;
  const { others, ...parts } = columns;
  const named = [
    ...Object.entries(parts),
    ...Object.entries(facts).map(([name, place]) => [name, place?.column ?? null] as const),
  ];
  const known = named.flatMap(([part, name]) => (name === null ? [] : [`${part}=${name}`]));
  const none = named.filter(([, name]) => name === null).map(([part]) => part);
  const { sessions, active, expired, neverExpire, unreadablePayload, withUser } = sample;
  const besides = others.filter((name) => !named.some(([, one]) => one === name));
  const said = {
    layout: title,
    table: `${table} in ${database}`,
    columns: known.join(', '),
    without: none.join(', '),
    besides: besides.join(', '),
    rows: rows ?? '',
    expiry: `${expiry.rule}, ${expiry.format}`,
    proof: `${proof.verdict}: ${proof.reasons.join(', ')}`,
    sample:
      `${sessions} sessions: ${active} active, ${expired} expired, ${neverExpire} without an end, ` +
      `${withUser} with a user, ${unreadablePayload} whose payload is not decoded`,
    against: against.join('; '),
  };
  return Object.entries(said)
    .filter(([, says]) => says !== '')
    .map(([what, says]) => ({
      result: { what, says },
      text: `${what.padEnd(7)}  ${escapeText(says)}`,
    }));
}
