import type { Codec } from '../../codecs/contract.js';
import { codecs } from '../../codecs/registry.js';
import type { CodecName } from '../../session.js';
import type { SessionFilter } from '../filter.js';
import { codecOf } from '../row.js';
import type { Target } from '../target.js';
import { isValuePath, payloadSatisfies } from '../where-field.js';
import type { Condition } from '../where.js';

/** What tells of a payload alone that its session does not pass; it can be sent to another thread. */
export interface Screen {
  /** The codecs that it may be in. */
  readonly codecs: readonly CodecName[];
  readonly where: readonly Condition[];
}

/** Returns that of a filter; null where it asks for nothing that payloads alone tell. */
export function screenOf(
  { table, codecs: known, reveal }: Target,
  { where = [] }: SessionFilter,
): Screen | null {
  const { payload, cell } = table.layout;
  if (payload === null || cell !== null || (payload.secrets.length > 0 && !reveal)) return null;
  // Those that an application's secret goes into are not taken to another thread.
  if (known.length === 0 || known.some((codec) => codecs[codec.name] !== codec)) return null;
  const inPayload = where.filter(
    ({ path }) => isValuePath(path) && !table.extraColumns.includes(path),
  );
  if (inPayload.length === 0) return null;
  return { codecs: known.map(({ name }) => name), where: inPayload };
}

/** Returns what says whether a session may pass, by its payload: false is certain. */
export function mayPass({ codecs: names, where }: Screen): (payload: Buffer) => boolean {
  const known = { codecs: names.map((name): Codec => codecs[name]) };
  return (payload) => {
    try {
      const data = codecOf(payload, known).decode(payload, { typed: false });
      return where.every((condition) => payloadSatisfies(data, condition));
    } catch {
      // Whoever reads the row says what is wrong with it.
      return true;
    }
  };
}
