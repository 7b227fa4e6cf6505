import type { Traces } from '../contract.js';
import { decimalTraces, hexTraces, traces, wantedOf } from '../reading/traces.js';

/** What stands before a string with escapes. */
const escaped = 'S:';

/** The bytes by which PHP data tells that a value may be in it; of dates, which have a `:`, none tell. */
export function phpTraces(text: string): Traces | null {
  const wanted = wantedOf(text);
  if (wanted === null || text.includes(':')) return null;
  const { bytes, whole } = wanted;
  const numbers = whole === null ? [] : decimalTraces(whole);
  return traces(bytes, ...hexTraces(wanted), ...numbers, escaped);
}
