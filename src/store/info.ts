import type { Transport } from '../database/connected.js';
import { caveatOf } from '../layouts/also.js';
import type { BoundFact, FactName } from '../layouts/facts.js';
import type { BoundTable, Proof } from '../layouts/contract.js';
import { rowsInWords } from '../layouts/rows.js';
import type { CodecName, LayoutName } from '../session.js';
import type { Target } from './target.js';

/** What a store has found: the database, the table and the layout. */
export interface StoreInfo {
  /** What to call the database in front of people: no password. */
  readonly database: string;
  /** How what is said to it travels; null for a file, and for the caller's own Sequelize. */
  readonly transport: Transport | null;
  readonly table: string;
  readonly layout: LayoutName;
  /** What people call the framework. */
  readonly title: string;
  /** The columns that the layout reads, as they are called in this table; null for none. */
  readonly columns: {
    readonly token: string;
    readonly data: string | null;
    readonly expiry: string | null;
    readonly user: string | null;
    /** Set where a session was logged out and its row kept. */
    readonly revoked: string | null;
    /** Those that a session gives in its `columns`. */
    readonly others: readonly string[];
  };
  /** Which of the table's rows are sessions, in words; null where all are. */
  readonly rows: string | null;
  /** Which facts of a session the table has, and where: in which column, or only in its payloads. */
  readonly facts: Readonly<Record<FactName, { readonly column: string | null } | null>>;
  /** Whether tokens are `text` as it stands, `bytes` that may be written `\x…`, or, row by row, `either`. */
  readonly tokens: 'text' | 'bytes' | 'either';
  /** The codec that was chosen, or the framework's usual one; null where there are no payloads. */
  readonly codec: CodecName | null;
  readonly expiry: {
    /** How a session's end follows from the columns, in words. */
    readonly rule: string;
    /** How the column writes it. */
    readonly format: string;
    /** Milliseconds from what the column says to the session's end; 0 where it says the end. */
    readonly lifetime: number;
    /** The application's own setting that says that, in words; null where none does. */
    readonly setting: string | null;
    /** What says in a row, in words, that its session was logged out all the same; null for nothing. */
    readonly revoked: string | null;
  };
  /** What a deletion of sessions that are alive does to their rows, as the framework's logout does. */
  readonly logout: 'deletes' | 'marks';
  /** Fields of a payload that say nothing to people, or should not be seen at a glance. */
  readonly noise: readonly string[];
  /** What outlives the deletion of a session; null where nothing is known that would. */
  readonly caveat: string | null;
  /** How sure it is that the table is of that layout. */
  readonly proof: Proof;
  /** What may be shown wrongly for all that, a sentence each, for people. */
  readonly doubts: readonly string[];
}

const forms = { all: 'bytes', some: 'either', none: 'text' } as const;

export function infoOf({ database, table, codec }: Target): StoreInfo {
  const { facts, layout, token, data, expiryColumn, user, revoked } = table;
  return {
    database: database.title,
    transport: database.transport(),
    table: table.table.name,
    layout: layout.name,
    title: layout.title,
    columns: {
      token: token.name,
      data: data?.name ?? null,
      expiry: expiryColumn?.name ?? null,
      user: user?.name ?? null,
      revoked: revoked?.name ?? null,
      others: table.extraColumns,
    },
    rows: rowsInWords(table),
    facts: {
      created: placeOf(facts.created),
      lastSeen: placeOf(facts.lastSeen),
      ip: placeOf(facts.ip),
      agent: placeOf(facts.agent),
    },
    tokens: forms[table.key.hex],
    codec:
      layout.payload === null
        ? null
        : codec === 'auto'
          ? (layout.payload.codecs[0] ?? null)
          : codec,
    expiry: {
      rule: table.rule,
      format: table.expiry.name,
      lifetime: table.lifetimeMs,
      setting: settingOf(table),
      revoked: table.revocation?.words ?? null,
    },
    logout: table.mark === null ? 'deletes' : 'marks',
    noise: layout.payload?.noise ?? [],
    caveat: caveatOf(layout),
    proof: table.proof,
    doubts: table.doubts,
  };
}

const placeOf = (fact: BoundFact<unknown> | null): { column: string | null } | null =>
  fact && { column: fact.column?.name ?? null };

const settingOf = ({ lifetimeSetting }: BoundTable): string | null =>
  lifetimeSetting?.lifetimeMs === null ? null : (lifetimeSetting?.where ?? null);
