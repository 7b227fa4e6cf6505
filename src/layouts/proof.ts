import type { Codec } from '../codecs/contract.js';
import { codecs } from '../codecs/registry.js';
import type { Fitting, Proof } from './contract.js';
import type { SampledRow } from './sample.js';

/** Says how sure it is that a table is of its layout, by its columns and some of its rows. */
export function proofOf(table: Fitting, rows: readonly SampledRow[]): Proof {
  const against = contradiction(table, rows);
  if (against !== null) return { verdict: 'contradicted', reasons: [against] };
  if (table.isNamed) return { verdict: 'proven', reasons: ['the layout was named'] };
  if (table.layout.columns.generic) {
    return { verdict: 'plausible', reasons: ['only by the names of its columns'] };
  }
  return { verdict: 'proven', reasons: ['its columns are of that layout alone'] };
}

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
  const dated = rows.filter((row) => row.hasExpiry && !vouched);
  if (dated.length > 0 && dated.every((row) => row.millis === null)) {
    return 'no expiry of the rows looked at can be read as an instant';
  }
  if (payload === null) return null;
  const looks = payload.codecs.map((name): Codec => codecs[name]);
  const filled = rows.filter((row) => row.head !== null && row.whole);
  const fits = filled.some(({ head }) => head && looks.some((codec) => codec.matches(head)));
  if (filled.length === 0 || fits) return null;
  return `no payload of the rows looked at is ${payload.codecs.join(' or ')}`;
}
