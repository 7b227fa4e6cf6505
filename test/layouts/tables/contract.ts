import type { DialectName } from '../../../src/database/contract.js';
import type { LayoutName, StoreOptions } from '../../../src/index.js';

/** Instants in milliseconds since 1970. */
type Says = (expiry: number, now: number) => boolean;

/**
 * A framework's table on one database, and the framework's own rules for it: written from its
 * source, and on purpose not from ours.
 */
export interface FrameworkTable {
  readonly layout: LayoutName;
  /** Which of its tables, where there are several. */
  readonly variant?: string;
  readonly on: DialectName;
  /** Its name, as `--table` takes it. */
  readonly table: string;
  /** The statements that make it, and what it needs. */
  readonly create: readonly string[];
  /** What must be given besides, since no row tells; the table is given where it has an unusual name. */
  readonly options?: StoreOptions;
  /** It must be named: `auto` refuses it. */
  readonly mustBeNamed?: true;
  /** It must be named while it is empty: then nothing proves it. */
  readonly mustBeNamedEmpty?: true;
  /** A statement that writes a row as the application does: a session `application`, alive until 2030. */
  readonly row: string;
  /** The key under which `row` stores it. */
  readonly rowToken?: string;
  /** Who is among those that the contract's payloads log in, where that is not 5 and 42. */
  readonly logins?: readonly string[];
  /** Whether the application takes the session; null where it looks at no expiry. */
  readonly alive: Says | null;
  /** Whether its own cleanup deletes the row. */
  readonly purged: Says;
  /** How long its own cleanup leaves a dead row, in milliseconds; 0 by default. */
  readonly kept?: number;
  /** Its ends are in the zone of the application's process: a purge waits twelve hours for the others. */
  readonly ofProcess?: true;
  /** The coarsest unit that a part of it counts in, in milliseconds. */
  readonly unit: 1 | 1000;
  /** What NULL in its column says; left out where it takes none. */
  readonly null?: 'alive' | 'expired';
  /** How its own logout marks a row that it keeps; left out where it deletes it. */
  readonly marks?: {
    /** Its column, as it is called in this table. */
    readonly column: string;
    /** The condition under which the application takes a row that has not run out. */
    readonly live: string;
    /** The assignment that makes a row live again. */
    readonly unmarked: string;
  };
  /** Whose sessions are, where the column of the user must have a value. */
  readonly user?: string;
  /** Values of a session; null where the table has no payload. */
  readonly data: Readonly<Record<string, unknown>> | null;
  /** Its payload is not written by us: then these bytes are. */
  readonly raw?: string;
  /** A token that the column can hold. */
  readonly token?: (n: number) => string;
  /** Columns that are not ours: a statement that sets them for the row, and a query for them. */
  readonly others?: { set: string; get: string };
  /** What `typeof` must say of each column of a row on SQLite. */
  readonly types?: Readonly<Record<string, string>>;
}

/** Rules that many share. */
export const atOrAfter: Says = (expiry, now) => expiry >= now;
export const after: Says = (expiry, now) => expiry > now;
export const before: Says = (expiry, now) => expiry < now;
export const atOrBefore: Says = (expiry, now) => expiry <= now;

/** Where ends are in the zone of the application's process: those that are over in every zone. */
export const inEveryZone = (purged: Says) =>
  ({
    ofProcess: true,
    kept: 12 * 3_600_000,
    purged: (expiry, now) => purged(expiry, now - 12 * 3_600_000),
  }) as const satisfies Partial<FrameworkTable>;

/** Cut to the second. */
export const second = (ms: number): number => Math.floor(ms / 1000);
