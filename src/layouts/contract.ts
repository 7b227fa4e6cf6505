import type { Column, TableName } from '../database/table.js';
import type { Dialect, DialectName } from '../database/contract.js';
import type { CodecName, Json, JsonObject, LayoutName } from '../session.js';
import type { AlongRule } from './along.js';
import type { AlsoRule, LivesOnRule } from './also.js';
import type { CellRule } from './cell.js';
import type { CookieFormName } from '../cookies/contract.js';
import type { ExpiryFormat } from '../database/expiry/contract.js';
import type { BoundFacts, FactRules } from './facts.js';
import type {
  BoundRowRule,
  LifetimeSetting,
  ExpiryRule,
  Mark,
  Revocation,
  RevokedForm,
  RowRule,
} from './rules.js';
import type { Key, KeyRule } from './key.js';
import type { PeopleRule, UserPath } from './users.js';

/**
 * How a framework's session table looks: axis 1 of the house, described as data.
 *
 * Edge rules for every layout:
 * - Names of columns are compared without case and underscores; the first that is there is the one.
 * - A layout matches where every part that it names is there and no column that it `lacks`.
 * - A row whose expiry cannot be read is never expired.
 */
export interface Layout {
  readonly name: LayoutName;
  /** What people call the framework. */
  readonly title: string;
  /**
   * The names under which its table is usually found, the usual one first; of the others a star at
   * the beginning stands for what operators choose.
   */
  readonly tables: readonly string[];
  readonly columns: LayoutColumns;
  /** What a row must have to be a session: the others are not the tool's, whatever their keys. */
  readonly where: readonly RowRule[];
  readonly expiry: ExpiryRule;
  /** How a cell holds many sessions; null where each row is one. */
  readonly cell: CellRule | null;
  /** What of other tables goes with a session. */
  readonly along: readonly AlongRule[];
  /**
   * What its own logout does to a row: it deletes it, or `marks` it in the column `revoked`. A deletion
   * of sessions that are alive does the same.
   */
  readonly logout: 'deletes' | 'marks';
  /** Why no session is added, for people; null where they are. */
  readonly readOnly: string | null;
  /** What stands in the payload; null where there is none. */
  readonly payload: PayloadRule | null;
  readonly user: UserRule;
  /** Where it keeps when a session was made and last seen, from where and on what. */
  readonly facts: FactRules;
  readonly key: KeyRule;
  /** Columns that an application's rows have besides, with what a new row gets there. */
  readonly fills: readonly Fill[];
  /** How its cookie carries the session's id; null where that is not ours to say. */
  readonly cookie: CookieFormName | null;
  /** What its cookie is called: a form, where each application has a name of its own; null for the usual one. */
  readonly cookieName: string | RegExp | null;
  /** What a lockout ends besides sessions: it would let their user in again. */
  readonly also: readonly AlsoRule[];
  /** What takes their user for logged in all the same, for a while. */
  readonly livesOn: readonly LivesOnRule[];
  /** The statements that create the table as the framework does; null where it is not ours to. */
  readonly create: ((table: TableName, dialect: Dialect) => string[]) | null;
}

/** Each part by the names that its column may have, the usual one first. */
export interface LayoutColumns {
  readonly token: readonly string[];
  /** Empty where there is no payload. */
  readonly data: readonly string[];
  /** Empty where sessions do not run out. */
  readonly expiry: readonly string[];
  /** Not every table has one. */
  readonly user: readonly string[];
  /** What the token was before it was changed last, by which the framework takes it still. Not every table has one. */
  readonly previous: readonly string[];
  /** Says that a session was logged out and its row kept, in the `revokedForm`. Not every table has one. */
  readonly revoked: readonly string[];
  readonly revokedForm: RevokedForm;
  /** Others that are always there. */
  readonly also: readonly string[];
  /** Those that are another layout's. */
  readonly lacks: readonly string[];
  /** Further ones that the framework itself may add. */
  readonly own: readonly string[];
  /**
   * What it takes to be sure that a table is of the layout: `names`, where no other system has
   * these; `rows`, where others have them too (see `PayloadRule.proves` and `KeyRule.form`);
   * `nothing`, where no row tells, and only the caller can say it.
   */
  readonly provenBy: 'names' | 'rows' | 'nothing';
  /** The databases that it exists on; all by default. */
  readonly dialects: readonly DialectName[];
  /** Says more about the column of expiry than its name; null where the name is enough. */
  readonly typed: ((expiry: Column) => boolean) | null;
}

export interface PayloadRule {
  /** The codecs that it is written with, in the order in which to look; the first is the usual one. */
  readonly codecs: readonly CodecName[];
  /**
   * Whether a whole payload is such as only the framework writes; null where it does not tell.
   * By default that is so where one of the codecs knows it by sight.
   */
  readonly proves: ((payload: Buffer) => boolean | null) | null;
  /** Codecs in whose payloads the framework does not read a session. */
  readonly foreign: readonly CodecName[];
  /** Whether applications may write anything else there. */
  readonly open: boolean;
  /** Whether it is bytes where the column's type does not say. */
  readonly bytes: boolean;
  /** Fields that say nothing to people, or nothing that they should see at a glance: secrets, and where they are kept. */
  readonly noise: readonly string[];
  /** Why it is not written; null where it is. */
  readonly readOnly: string | null;
  /** Whether a row may be without one: a session without values. */
  readonly optional: boolean;
  /** The keys of values that are never shown unasked: passwords, and what proves who asks. */
  readonly secrets: readonly string[];
  /** What payloads tell of their session's end, whatever the column says; null for nothing. */
  readonly witness: WitnessRule | null;
  /** Adds to the values what the framework needs to take them for a session. */
  readonly seed: (data: JsonObject, session: Seed) => JsonObject;
  /** Whether the values say themselves who is logged in, so that `seed` adds nothing. */
  readonly provesItself: (data: JsonObject) => boolean;
  /** Puts the values into what the application puts around them, as the rows that are there show it. */
  readonly wrap: (data: JsonObject, session: Wrapped) => JsonObject;
  /** What of the user's own row `seed` needs; null for nothing. */
  readonly credential: CredentialRule | null;
}

/** The end of a session as its payload tells it: a witness against a column of another zone. */
export interface WitnessRule {
  /** The end; `assumed` where it rests on what applications usually set. Null where there is none. */
  readonly end: (payload: Uint8Array) => { at: Date; assumed: boolean } | null;
  /** How far from that the column may be, by rounding alone, in milliseconds. */
  readonly roundingMs: number;
  /** Whether the session lives until then at least: its column may be later, and is never earlier. */
  readonly atLeast: boolean;
  /** How an application writes its column right. */
  readonly remedy: string;
}

/** A session about to be written, beside one that the application wrote. */
export interface Wrapped {
  readonly expiry: Date | null;
  readonly codec: CodecName;
  /** The other's payload, and its values. */
  readonly sample: Uint8Array;
  readonly values: Json;
}

/** A column of the framework's table of users. */
export interface CredentialRule {
  readonly column: string;
  /** Why there is no login where the column cannot be read. */
  readonly missing: string;
}

/** A session about to be written. */
export interface Seed {
  readonly now: Date;
  readonly expiry: Date | null;
  readonly user: string | null;
  /** What the CredentialRule asked for; null where it was not found. */
  readonly credential: string | null;
  /** The application's, for what it signs. */
  readonly secret: string | undefined;
}

export interface UserRule {
  /** Paths to look at besides the usual ones, and before them. */
  readonly paths: readonly UserPath[];
  /** Finds every login that no path leads to, as it stands there. */
  readonly find: ((data: JsonObject) => readonly Json[]) | null;
  /** Whether that alone tells, by ids that need not stand so in the payload: of several tables of users. */
  readonly foundOnly: boolean;
  /** The ids that stand for nobody, beside NULL and an empty text. */
  readonly guests: readonly string[];
  /** The framework's tables of users, by the names that they may have, the likeliest first. */
  readonly tables: readonly PeopleRule[];
  /** Finds the logins that are of other tables of users; null where there are none. */
  readonly elsewhere: ((data: JsonObject) => readonly Json[]) | null;
  /** Whether the column alone says whose a session is, and no payload. */
  readonly alone: boolean;
  /** Whether `seed` writes a user into the payload. */
  readonly seeded: boolean;
}

export interface Fill {
  readonly column: string;
  readonly with: 'now' | 'expiry' | 'key' | 'user' | 'random' | 'null' | { readonly text: string };
  /** Whether a row that is there already gets it anew. */
  readonly replace: boolean;
}

/** How sure it is that a table is of its layout: what every call that changes something asks. */
export interface Proof {
  /**
   * - `proven`: the rows say so, or columns that no other system has, or the caller;
   * - `plausible`: the names of the columns alone: good for reading;
   * - `contradicted`: the rows are of something else.
   */
  readonly verdict: 'proven' | 'plausible' | 'contradicted';
  /** What says so, in words, without values. */
  readonly reasons: readonly string[];
}

/** A table whose layout fits by its columns, and is still to be proven. */
export type Fitting = Omit<BoundTable, 'proof' | 'doubts'>;

/** A table whose layout is known. Names in `sql` are quoted; the others are as declared. */
export interface BoundTable {
  readonly layout: Layout;
  readonly dialect: Dialect;
  readonly table: TableName;
  /** It is a view: nothing is changed through it. */
  readonly isView: boolean;
  /** The caller named the layout, or the columns: their names need no further proof. */
  readonly isNamed: boolean;
  readonly proof: Proof;
  /** What may be shown wrongly for all that, a sentence each, for people. */
  readonly doubts: readonly string[];
  readonly sql: {
    readonly table: string;
    /** The condition that a row is a session; null where every one is. */
    readonly isSession: string | null;
    readonly token: string;
    /** The payload as it is read: an expression; NULL where there is none. */
    readonly data: string;
    readonly expiry: string;
    /** The instant that a purge waits for besides, in milliseconds, or NULL where none is; null where it waits for no other. */
    readonly purgedBy: string | null;
    /** The condition that a row was logged out and kept; null where there are none. */
    readonly revoked: string | null;
    readonly user: string | null;
    /** The key to page by where no order was asked for. */
    readonly pageKey: string;
  };
  readonly token: Column;
  /** The keys in that column: how they are printed, parsed, asked for and made. */
  readonly key: Key;
  /** What its keys begin with, as its rows have it; empty where they begin with nothing. */
  readonly keyPrefix: string;
  readonly data: Column | null;
  /** Null where no column tells when a session runs out. */
  readonly expiryColumn: Column | null;
  readonly user: Column | null;
  readonly facts: BoundFacts;
  readonly revoked: Column | null;
  /** How it says so, and what a live session has there. */
  readonly revocation: Revocation | null;
  /** How a logout marks a row there; null where it deletes it. */
  readonly mark: Mark | null;
  readonly where: readonly BoundRowRule[];
  /** The columns that the layout does not use, and the user's. */
  readonly extraColumns: readonly string[];
  readonly columns: readonly Column[];
  readonly expiry: ExpiryFormat;
  /** Milliseconds from what the column says to the session's end; 0 where it says the end. */
  readonly lifetimeMs: number;
  /** The application's setting that says it, and whether it does; null where none was asked. */
  readonly lifetimeSetting: LifetimeSetting | null;
  /** How a session's end follows from the columns, in words. */
  readonly rule: string;
}
