import type { Codec } from '../../codecs/contract.js';
import { codecs } from '../../codecs/registry.js';
import type { CodecName } from '../../session.js';
import type { Fitting, PayloadRule, Proof } from '../contract.js';
import { endNames, fold, isUsualName } from './match.js';
import { otherEnds } from '../other-ends.js';
import type { SampledRow } from './sample.js';

/** Says how sure it is that a table is of its layout, by its columns and some of its rows. */
export function proofOf(table: Fitting, rows: readonly SampledRow[]): Proof {
  const against = contradiction(table, rows);
  if (against !== null) return { verdict: 'contradicted', reasons: [against] };
  if (table.isNamed) return { verdict: 'proven', reasons: ['the layout was named'] };
  const { provenBy } = table.layout.columns;
  const ends = otherEnds(table);
  if (table.layout.expiry.lifetimeMs > 0 && ends.length > 0) {
    return {
      verdict: 'contradicted',
      reasons: [
        `by its name ${ends.join(' and ')} ends a session, which that layout does not know`,
      ],
    };
  }
  const { counted } = table.layout.key;
  if (!counted && rows.length > 0 && rows.every(({ isNumbered }) => isNumbered)) {
    return { verdict: 'contradicted', reasons: [`its ${table.token.name} is a whole number`] };
  }
  if (provenBy === 'nothing') {
    return { verdict: 'plausible', reasons: ['only by the names of its columns'] };
  }
  if (provenBy === 'names') return { verdict: 'proven', reasons: ['its columns are named so'] };
  const payloads = sayOf(table.layout.payload, rows);
  if (payloads === true) return { verdict: 'proven', reasons: ['its payloads are of that kind'] };
  if (payloads === null && keysFit(table, rows)) {
    return { verdict: 'proven', reasons: ['its tokens are of that kind'] };
  }
  if (payloads === null && columnsProve(table, rows, ends)) {
    return { verdict: 'proven', reasons: ['its columns are that layout’s'] };
  }
  return { verdict: 'plausible', reasons: [lacking(rows, payloads)] };
}

/** Codecs that take what many others write. */
const weak: readonly CodecName[] = ['json', 'text', 'msgpack', 'base64'];

/** Whether the rows are such as only the layout's system writes, by their payloads or their keys. */
export function rowsProve(table: Fitting, rows: readonly SampledRow[]): boolean {
  const { payload } = table.layout;
  if (payload === null || contradiction(table, rows) !== null) return false;
  const sure = { ...payload, codecs: payload.codecs.filter((name) => !weak.includes(name)) };
  const said = sayOf(payload, rows);
  if (said === null) return keysFit(table, rows);
  if (!said) return false;
  if (sure.codecs.length > 0) return wholeHeads(rows).some((head) => looksLike(sure, head));
  return payload.proves !== null;
}

/** Whether a payload of the rows is encoded as the layout's usually are. */
export function inUsualCodec(
  { codecs: [usual] }: PayloadRule,
  rows: readonly SampledRow[],
): boolean {
  return usual !== undefined && wholeHeads(rows).some((head) => codecs[usual].matches(head));
}

const lacking = (rows: readonly SampledRow[], payloads: boolean | null): string =>
  payloads === false
    ? 'no payload of the rows looked at is of that kind'
    : rows.length === 0
      ? 'it is empty, and has other columns besides'
      : 'only by the names of its columns: no row looked at proves it';

/**
 * Says what in the rows speaks against a table's layout; null where nothing does. One row that fits
 * is enough: others may be damaged.
 */
function contradiction({ layout, isNamed }: Fitting, rows: readonly SampledRow[]): string | null {
  const { payload } = layout;
  // What applications may write as they like speaks against nothing.
  if (payload?.open) return null;
  // A form that the caller vouches for is asked about where something goes by it.
  const vouched = isNamed && layout.expiry.form.toldBy !== undefined;
  const dated = rows.filter((row) => row.hasExpiry && row.tells && !vouched);
  if (dated.length > 0 && dated.every((row) => row.millis === null)) {
    return 'no expiry of the rows looked at can be read as an instant';
  }
  if (payload === null || goesWithout(layout, isNamed)) return null;
  const filled = wholeHeads(rows);
  if (filled.length === 0 || filled.some((head) => looksLike(payload, head))) return null;
  return `no payload of the rows looked at is ${payload.codecs.join(' or ')}`;
}

/**
 * Whether a table is its layout's whatever stands in its payloads, as an application with a serializer
 * of its own writes them: the columns are the framework's own, or the caller names the layout, and a
 * column tells when a session ends.
 */
const goesWithout = ({ columns, expiry }: Fitting['layout'], isNamed: boolean): boolean =>
  expiry.lifetimeMs === 0 && (isNamed || columns.provenBy === 'names');

const wholeHeads = (rows: readonly SampledRow[]): Buffer[] =>
  rows.flatMap(({ head, whole }) => (head !== null && whole ? [head] : []));

const looksLike = ({ codecs: names }: PayloadRule, head: Buffer): boolean =>
  names.map((name): Codec => codecs[name]).some((codec) => codec.matches(head));

/** Whether the payloads are such as only the framework writes: null where they do not tell. */
function sayOf(payload: PayloadRule | null, rows: readonly SampledRow[]): boolean | null {
  if (payload === null) return null;
  const proves = payload.proves ?? ((head: Buffer) => looksLike(payload, head));
  const said = wholeHeads(rows).map(proves);
  return said.includes(true) ? true : said.includes(null) || said.length === 0 ? null : false;
}

/** Whether most of the tokens look as only the framework's do. */
function keysFit({ layout: { key } }: Fitting, rows: readonly SampledRow[]): boolean {
  const { form } = key;
  if (form === null || rows.length === 0) return false;
  return rows.filter((row) => row.key !== null && form.test(row.key)).length * 2 > rows.length;
}

/** Whether the table is as the framework makes it; where there are rows, that alone is less. */
function columnsProve(
  { layout, table, columns }: Fitting,
  rows: readonly SampledRow[],
  ends: readonly string[],
): boolean {
  const { token, data, expiry, user, revoked, also, own } = layout.columns;
  const filled = [...layout.fills, ...layout.where].map(({ column }) => column);
  const known = new Set(
    [token, data, expiry, user, revoked, also, own, filled, endNames(layout), ['id']]
      .flat()
      .map(fold),
  );
  const isExact = columns.every(({ name }) => known.has(fold(name)));
  const isUsual = isUsualName(layout, table.name);
  if (rows.length === 0) return isExact || isUsual;
  if (ends.length > 0 || layout.expiry.lifetimeMs > 0) return false;
  return isUsual || (isExact && (layout.payload?.open ?? false));
}
