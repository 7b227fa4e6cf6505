import type { Clock } from '../clock.js';
import type { Application, Codec } from '../codecs/contract.js';
import { codecs } from '../codecs/registry.js';
import type { Database } from '../database/database.js';
import type { BoundTable } from '../layouts/contract.js';
import type { CodecName } from '../session.js';

/** A session table in an open database: what every operation of the store works on. */
export interface Target {
  readonly database: Database;
  readonly table: BoundTable;
  readonly clock: Clock;
  /** The codec of its payloads; `auto` tells it from each payload. */
  readonly codec: CodecName | 'auto';
  /** Its codecs, those to look for first, as this application has them. */
  readonly codecs: readonly Codec[];
  /** Where to look for the user, before anywhere else; null for the usual places. */
  readonly userField: string | null;
}

/** The codecs that a table's payloads may be in, or the one that was chosen. */
export function codecsOf(
  { layout }: BoundTable,
  chosen: CodecName | 'auto',
  application: Application,
): Codec[] {
  const names = chosen === 'auto' ? (layout.payload?.codecs ?? []) : [chosen];
  return names.map((name) => codecFor(name, application));
}

/** A codec as an application has it. */
export function codecFor(name: CodecName, application: Application): Codec {
  const codec: Codec = codecs[name];
  return codec.as?.(application) ?? codec;
}
