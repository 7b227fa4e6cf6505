import type { BoundTable } from '../../layouts/contract.js';
import type { Session } from '../../session.js';
import type { Stats, UserCount } from './contract.js';
import { Instants } from './instants.js';
import { Naming } from './naming.js';
import { Tally } from './tally.js';

/** What sessions alone tell: of the table's place on disk they know nothing. */
export type Gathered = Omit<Stats, 'storage'>;

/** Who is logged in by a session, without those who stand for nobody. */
export function knownUsers(
  { users }: Pick<Session, 'users'>,
  { layout }: BoundTable,
): readonly string[] {
  const { guests } = layout.user;
  return guests.length === 0 ? users : users.filter((user) => !guests.includes(user));
}

/** Adds up sessions, one after the other. */
export class Gatherer {
  readonly #table: BoundTable;
  readonly #users: Tally;
  readonly #ips: Tally;
  readonly #devices: Tally;
  readonly #created = new Instants();
  readonly #expires = new Instants();
  readonly naming: Naming;
  #active = 0;
  #expired = 0;
  #anonymous = 0;
  /** By which nobody may be logged in, or somebody: it could not be read. */
  #untold = 0;
  #neverExpire = 0;
  #unreadable = 0;
  #bytes = 0;

  constructor(table: BoundTable, top: number) {
    this.#table = table;
    this.naming = new Naming(table);
    this.#users = new Tally(top, table.facts.lastSeen ? ['lastSeen'] : []);
    this.#ips = new Tally(top, ['users']);
    this.#devices = new Tally(top, []);
  }

  add(session: Session): void {
    const { state, expiry, expiryUnreadable, error, ip, device, created, lastSeen } = session;
    const active = state === 'active';
    if (active) this.#active++;
    else this.#expired++;
    if (active && expiry === null && !expiryUnreadable) this.#neverExpire++;
    if (error !== null) this.#unreadable++;
    this.#bytes += session.size;

    const users = knownUsers(session, this.#table);
    if (session.anonymous) this.#anonymous++;
    else if (users.length === 0) this.#untold++;
    this.naming.note(session);
    const counting = { active, lastSeen, users };
    for (const user of users) this.#users.add(user, counting);
    if (ip !== null) this.#ips.add(ip, counting);
    if (device !== null) this.#devices.add(device, counting);
    if (created !== null) this.#created.add(created);
    if (expiry !== null) this.#expires.add(expiry);
  }

  result(stretches: number): Gathered {
    const { facts, layout, expiryColumn } = this.#table;
    const tells = tellsUsers(this.#table);
    const { size: users } = this.#users;
    return {
      active: this.#active,
      expired: this.#expired,
      // Where of no session it is known that nobody is logged in, and of some it is not, who knows.
      anonymous: tells && (this.#anonymous > 0 || this.#untold === 0) ? this.#anonymous : null,
      users: tells && (users > 0 || this.#untold === 0) ? users : null,
      neverExpire: this.#neverExpire,
      unreadable: this.#unreadable,
      payloadBytes: layout.payload === null ? null : this.#bytes,
      topUsers: tells ? this.#topUsers() : null,
      ips: facts.ip && this.#addresses(tells),
      devices: facts.agent && this.#agents(),
      created: facts.created && this.#created.stretches(stretches),
      expires: expiryColumn || layout.cell ? this.#expires.stretches(stretches) : null,
      different: {
        ips: facts.ip && this.#ips.size,
        devices: facts.agent && this.#devices.size,
      },
    };
  }

  #topUsers(): UserCount[] {
    return this.#users
      .leaders()
      .map(({ key, sessions, lastSeen }) => ({ user: key, name: null, sessions, lastSeen }));
  }

  #addresses(tells: boolean): Stats['ips'] {
    return this.#ips
      .leaders()
      .map(({ key, sessions, users }) => ({ ip: key, sessions, users: tells ? users : null }));
  }

  #agents(): Stats['devices'] {
    return this.#devices.leaders().map(({ key, sessions }) => ({ device: key, sessions }));
  }
}

/** Whether anything in a table tells who is logged in. */
export const tellsUsers = ({ layout, user }: BoundTable): boolean =>
  layout.payload !== null || user !== null;
