import type { BoundTable } from '../../layouts/contract.js';
import type { Stats, UserCount } from './contract.js';
import type { Instants } from './instants.js';
import type { Counted } from './tally.js';

/** What sessions alone tell: of the table's place on disk they know nothing. */
export type Gathered = Omit<Stats, 'storage'>;

/** What was added up of sessions, whoever did it. */
export interface Sums {
  readonly active: number;
  readonly expired: number;
  /** By which nobody is logged in. */
  readonly anonymous: number;
  /** By which nobody may be logged in, or somebody: it could not be read. */
  readonly untold: number;
  readonly neverExpire: number;
  readonly unreadable: number;
  readonly bytes: number;
  readonly users: Leading;
  readonly ips: Leading;
  readonly devices: Leading;
  readonly created: Instants;
  readonly expires: Instants;
}

/** Those that have the most sessions, and how many there are in all. */
export interface Leading {
  readonly size: number;
  leaders(): readonly Pick<Counted, 'key' | 'sessions' | 'users' | 'lastSeen'>[];
}

/** Puts sums into words: what the table does not tell is null. */
export function figuresOf(table: BoundTable, sums: Sums, stretches: number): Gathered {
  const { facts, layout, expiryColumn } = table;
  const { active, expired, anonymous, untold, neverExpire, unreadable, bytes } = sums;
  const tells = tellsUsers(table);
  return {
    active,
    expired,
    // Where of no session it is known that nobody is logged in, and of some it is not, who knows.
    anonymous: tells && (anonymous > 0 || untold === 0) ? anonymous : null,
    users: tells && (sums.users.size > 0 || untold === 0) ? sums.users.size : null,
    neverExpire,
    unreadable,
    payloadBytes: layout.payload === null ? null : bytes,
    topUsers: tells ? topUsers(sums.users) : null,
    ips: facts.ip && addresses(sums.ips, tells),
    devices: facts.agent && agents(sums.devices),
    created: facts.created && sums.created.stretches(stretches),
    expires: expiryColumn || layout.cell ? sums.expires.stretches(stretches) : null,
    different: {
      ips: facts.ip && sums.ips.size,
      devices: facts.agent && sums.devices.size,
    },
  };
}

/** Whether anything in a table tells who is logged in. */
export const tellsUsers = ({ layout, user }: BoundTable): boolean =>
  layout.payload !== null || user !== null;

const topUsers = (users: Leading): UserCount[] =>
  users
    .leaders()
    .map(({ key, sessions, lastSeen }) => ({ user: key, name: null, sessions, lastSeen }));

const addresses = (ips: Leading, tells: boolean): Stats['ips'] =>
  ips
    .leaders()
    .map(({ key, sessions, users }) => ({ ip: key, sessions, users: tells ? users : null }));

const agents = (devices: Leading): Stats['devices'] =>
  devices.leaders().map(({ key, sessions }) => ({ device: key, sessions }));
