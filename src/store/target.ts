import { systemClock, type Clock } from '../clock.js';
import type { Application, Codec } from '../codecs/contract.js';
import { codecs } from '../codecs/registry.js';
import type { Database } from '../database/database.js';
import type { BoundTable } from '../layouts/contract.js';
import type { CodecName } from '../session.js';
import type { PeopleColumns } from './people/columns.js';
import type { Naming } from './people/naming.js';
import { applicationOf, type StoreOptions } from './options.js';

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
  /** The table of users to ask; false for none, null for the framework's. */
  readonly people: PeopleColumns | false | null;
  /** What gives sessions the names in it; null before there is a store. */
  readonly naming: Naming | null;
  /** The application's, for what it signs. */
  readonly secret: string | undefined;
  /** Whether values that the framework keeps secret are given. */
  readonly reveal: boolean;
}

/** Puts together what a store's options say. */
export function createTarget(database: Database, table: BoundTable, options: StoreOptions): Target {
  const { codec = 'auto', clock = systemClock, userField = null, secret } = options;
  const { people = null, reveal = false } = options;
  const codecs = codecsOf(table, codec, applicationOf(options));
  return { database, table, clock, codec, codecs, userField, people, naming: null, secret, reveal };
}

/** The codecs that a table's payloads may be in, or the one that was chosen. */
function codecsOf(
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
