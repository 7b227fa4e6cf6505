import type { SessionFilter } from '../filter.js';
import type { Counted } from './tally.js';
import type { Stretch } from './instants.js';

/** What sessions can be grouped by. */
export const groupings = ['user', 'ip', 'device', 'day', 'state'] as const;
export type Grouping = (typeof groupings)[number];

/** Which sessions are counted, of all by default, and who is told how far it is. */
export interface CountingOptions extends SessionFilter {
  signal?: AbortSignal;
  /** Called now and then with how many sessions were read by then. */
  onProgress?: (read: number) => void;
  /** Give what users log in with, by the table of users. Default is `false`. */
  names?: boolean;
}

export interface StatsOptions extends CountingOptions {
  /** How many users, addresses and devices are told by name, those with the most sessions. Default is `10`. */
  top?: number;
  /** How many stretches of time there are at most, 12 or more. Default is `30`. */
  stretches?: number;
}

/** A table in numbers. Null is what the table does not tell, and no 0. */
export interface Stats {
  readonly active: number;
  readonly expired: number;
  /** Sessions by which nobody is logged in. */
  readonly anonymous: number | null;
  /** Different users. */
  readonly users: number | null;
  readonly neverExpire: number;
  /** Sessions of which something cannot be read: those that have an `error`. */
  readonly unreadable: number;
  /** Bytes of all payloads; null where the table has none. */
  readonly payloadBytes: number | null;
  /** Those with the most sessions, the first first. */
  readonly topUsers: readonly UserCount[] | null;
  readonly ips: readonly AddressCount[] | null;
  readonly devices: readonly DeviceCount[] | null;
  /** When sessions were made, stretch by stretch. */
  readonly created: readonly Stretch[] | null;
  /** When they run out, or did. */
  readonly expires: readonly Stretch[] | null;
  /** How many addresses and devices there are in all. */
  readonly different: { readonly ips: number | null; readonly devices: number | null };
  readonly storage: TableStorage;
}

export interface UserCount {
  readonly user: string;
  /** What the user logs in with; null where that is not known, or was not asked. */
  readonly name: string | null;
  readonly sessions: number;
  readonly lastSeen: Date | null;
}

export interface AddressCount {
  readonly ip: string;
  readonly sessions: number;
  /** Different users; null where the table does not tell them. */
  readonly users: number | null;
}

export interface DeviceCount {
  readonly device: string;
  readonly sessions: number;
}

/** What the table takes in its database, as that keeps account of it. */
export interface TableStorage {
  /** The table with its indexes; of a file, the whole file. */
  readonly bytes: number | null;
  /** An estimate. */
  readonly rows: number | null;
  readonly deadRows: number | null;
  readonly lastVacuum: Date | null;
  /** Whether an index begins with the expiry; null where no column has one. */
  readonly expiryIndex: boolean | null;
}

export interface GroupingOptions extends CountingOptions {
  /** What the groups are put in order by, the most or the last first. Default is `sessions`, of days `key`. */
  sort?: GroupSort;
  /** How many groups are given; of days in their own order the newest. Default is all of them. */
  limit?: number;
}

/** `key` is what they have in common, in the order of texts, the least first. */
export const groupSorts = ['sessions', 'active', 'users', 'lastSeen', 'key'] as const;
export type GroupSort = (typeof groupSorts)[number];

/** Sessions that have something in common. */
export interface Group extends Omit<Counted, 'key' | 'users'> {
  /** What it is; null for those that have none. */
  readonly key: string | null;
  /** Different users; null where the table does not tell them, and of users. */
  readonly users: number | null;
  /** Of a user: see UserCount. */
  readonly name: string | null;
}

export interface Groups {
  readonly groups: readonly Group[];
  /** How many there are in all. */
  readonly total: number;
  /** Of days: which instant of a session lies on them. */
  readonly of: 'created' | 'lastSeen' | 'expiry' | null;
}
