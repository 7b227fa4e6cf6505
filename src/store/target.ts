import type { Clock } from '../clock.js';
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
}
