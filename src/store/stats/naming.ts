import type { BoundTable } from '../../layouts/contract.js';
import type { Session } from '../../session.js';
import type { People } from '../people/people.js';
import { usersElsewhere } from '../user.js';
import { HashTable } from './hash-table.js';
import { hashText } from './hash.js';

/** Knows which users may be named by the table of users: an id that is also another table's may not. */
export class Naming {
  readonly #table: BoundTable;
  readonly #elsewhere = new HashTable();

  constructor(table: BoundTable) {
    this.#table = table;
  }

  /** Looks for logins of other tables in a session. */
  note({ data }: Session): void {
    for (const user of usersElsewhere(this.#table, data)) {
      hashText(user);
      this.#elsewhere.slot();
    }
  }

  /** The names of some of the users whose sessions were looked at; those who have none are left out. */
  names(people: People, users: readonly string[]): Promise<Map<string, string>> {
    return people.names(
      users.filter((user) => {
        hashText(user);
        return !this.#elsewhere.has();
      }),
    );
  }
}
