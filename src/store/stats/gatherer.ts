import type { BoundTable } from '../../layouts/contract.js';
import type { Session } from '../../session.js';
import type { Sums } from './figures.js';
import { Instants } from './instants.js';
import type { Naming } from './naming.js';
import { Tally } from './tally.js';

/** Who is logged in by a session, without those who stand for nobody. */
export function knownUsers(
  { users }: Pick<Session, 'users'>,
  { layout }: BoundTable,
): readonly string[] {
  const { guests } = layout.user;
  return guests.length === 0 ? users : users.filter((user) => !guests.includes(user));
}

/** Adds up sessions, one after the other. */
export class Gatherer implements Sums {
  readonly #table: BoundTable;
  readonly #naming: Naming;
  readonly users: Tally;
  readonly ips: Tally;
  readonly devices: Tally;
  readonly created = new Instants();
  readonly expires = new Instants();
  active = 0;
  expired = 0;
  anonymous = 0;
  untold = 0;
  neverExpire = 0;
  unreadable = 0;
  bytes = 0;

  constructor(table: BoundTable, top: number, naming: Naming) {
    this.#table = table;
    this.#naming = naming;
    this.users = new Tally(top, table.facts.lastSeen ? ['lastSeen'] : []);
    this.ips = new Tally(top, ['users']);
    this.devices = new Tally(top, []);
  }

  add(session: Session): void {
    const { state, expiry, expiryUnreadable, error, ip, device, created, lastSeen } = session;
    const active = state === 'active';
    if (active) this.active++;
    else this.expired++;
    if (active && expiry === null && !expiryUnreadable) this.neverExpire++;
    if (error !== null) this.unreadable++;
    this.bytes += session.size;

    const users = knownUsers(session, this.#table);
    if (session.anonymous) this.anonymous++;
    else if (users.length === 0) this.untold++;
    this.#naming.note(session);
    const counting = { active, lastSeen, users };
    for (const user of users) this.users.add(user, counting);
    if (ip !== null) this.ips.add(ip, counting);
    if (device !== null) this.devices.add(device, counting);
    if (created !== null) this.created.add(created);
    if (expiry !== null) this.expires.add(expiry);
  }
}
