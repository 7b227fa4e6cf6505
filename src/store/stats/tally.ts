import { HashTable } from './hash-table.js';
import { hash, hashPair, hashText } from './hash.js';
import { Leaders } from './leaders.js';

/** What was counted of the sessions that have one thing in common. */
export interface Counted {
  /** What they have in common, such as a user, an address or a device. */
  readonly key: string;
  readonly sessions: number;
  readonly active: number;
  /** Different users of them. */
  readonly users: number;
  /** When the last of them was last seen; null where that is not known. */
  readonly lastSeen: Date | null;
}

/** What is counted beside the sessions, each in a column of its own. */
export type Figure = 'active' | 'users' | 'lastSeen';
const allFigures: readonly Figure[] = ['active', 'users', 'lastSeen'];

/** The first column. */
const sessions = 0;

/** A session, as far as it is counted. */
export interface Counting {
  readonly active: boolean;
  readonly lastSeen: Date | null;
  /** Who is logged in by it, without guests. */
  readonly users: readonly string[];
}

/**
 * Counts sessions by something that they have in common, in memory that does not grow with them: of
 * each such thing its hash and its figures are kept, 12 bytes and more, and its text only where it is one
 * of those that have the most sessions. All of it is exact, but for two texts of one hash, which are
 * counted as one (see `hashText`).
 */
export class Tally {
  readonly #table: HashTable;
  /** Their columns; a figure that is not counted has none. */
  readonly #active: number;
  readonly #users: number;
  readonly #lastSeen: number;
  readonly #pairs: HashTable | null;
  readonly #leaders: Leaders;

  /** `most`: how many are told by name in the end. `figures`: what is counted of each. */
  constructor(most: number, figures: readonly Figure[] = allFigures) {
    const columnOf = (figure: Figure): number =>
      figures.includes(figure) ? sessions + 1 + figures.indexOf(figure) : -1;
    this.#active = columnOf('active');
    this.#users = columnOf('users');
    this.#lastSeen = columnOf('lastSeen');
    const kinds = figures.map((figure) => (figure === 'lastSeen' ? 'instant' : 'count'));
    this.#table = new HashTable(['count', ...kinds]);
    this.#leaders = new Leaders(most);
    this.#pairs = figures.includes('users') ? new HashTable() : null;
  }

  /** How many different things were counted. */
  get size(): number {
    return this.#table.size;
  }

  /** `times`: of how many sessions this is the key, where nothing but them is counted. */
  add(key: string, session: Counting, times = 1): void {
    hashText(key);
    const { low, high } = hash;
    const slot = this.#table.slot();
    const count = this.#increase(sessions, slot, times);
    if (session.active) this.#increase(this.#active, slot);
    const seen = session.lastSeen?.getTime() ?? 0;
    if (seen > this.#table.get(this.#lastSeen, slot)) this.#table.set(this.#lastSeen, slot, seen);
    if (this.#pairs !== null) {
      for (const user of session.users) {
        hashText(user);
        hashPair(low, high);
        if (isNew(this.#pairs)) this.#increase(this.#users, slot);
      }
    }
    this.#leaders.tell(key, count);
  }

  /** Those that have the most sessions, the first first. */
  leaders(): Counted[] {
    return this.#leaders.inOrder().map(({ key }) => {
      hashText(key);
      const slot = this.#table.slot();
      const figure = (column: number): number => this.#table.get(column, slot);
      const seen = figure(this.#lastSeen);
      return {
        key,
        sessions: figure(sessions),
        active: figure(this.#active),
        users: figure(this.#users),
        lastSeen: seen === 0 ? null : new Date(seen),
      };
    });
  }

  #increase(column: number, slot: number, by = 1): number {
    const more = this.#table.get(column, slot) + by;
    this.#table.set(column, slot, more);
    return more;
  }
}

/** Whether the last hash was not in a set; it is from now on. */
function isNew(set: HashTable): boolean {
  const before = set.size;
  set.slot();
  return set.size > before;
}
