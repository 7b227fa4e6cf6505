import { SessionAdminError } from '../errors.js';
import type { CredentialRule } from '../layouts/contract.js';
import { Binds } from '../database/statement.js';
import { findPeople, type FoundPeople, type PeopleTable } from './people/table.js';
import type { Target } from './target.js';

/** What of a user is remembered while many sessions are stored. */
const mostKept = 10_000;

/** A user's row: what a login is proven with, where the framework needs that. */
interface Row {
  readonly proof?: unknown;
}

/**
 * Looks users up in the framework's own table. A session of nobody, or one whose login cannot be
 * made, would be stored in vain.
 */
export class Users {
  readonly #target: Target;
  readonly #kept = new Map<string, Promise<Row | null>>();
  #people: Promise<FoundPeople> | undefined;

  constructor(target: Target) {
    this.#target = target;
  }

  /** Throws where the table is there and readable, and has no such user. */
  async require(user: string): Promise<void> {
    const { table } = await this.#found();
    if (table === null || (await this.#row(table, user)) !== null) return;
    throw new SessionAdminError(
      'DATABASE_REFUSED',
      `${this.#target.database.title}: the table ${table.title} has no user of that ${table.id.name}: nothing is stored`,
    );
  }

  /** Returns what a session proves of its user. Throws where that cannot be read. */
  async credentialOf({ column, missing }: CredentialRule, user: string): Promise<string> {
    const { table, why } = await this.#found();
    const row = table && (await this.#row(table, user));
    if (typeof row?.proof === 'string') return row.proof;
    const reason = why ?? `${table.title} has no ${column} of that user`;
    throw new SessionAdminError('PAYLOAD_UNENCODABLE', `${missing}: ${reason}: nothing is stored`);
  }

  #found(): Promise<FoundPeople> {
    const proof = this.#target.table.layout.payload?.credential?.column;
    this.#people ??= findPeople(this.#target, () => (proof === undefined ? [] : [proof]));
    return this.#people;
  }

  #row(table: PeopleTable, user: string): Promise<Row | null> {
    let row = this.#kept.get(user);
    if (row === undefined) {
      if (this.#kept.size >= mostKept) this.#kept.clear();
      row = this.#ask(table, user);
      this.#kept.set(user, row);
      row.catch(() => this.#kept.delete(user));
    }
    return row;
  }

  async #ask({ sql, key, columns }: PeopleTable, user: string): Promise<Row | null> {
    const { database } = this.#target;
    const { quote } = database.dialect;
    const binds = new Binds();
    const [proof] = columns.map(({ name }) => `${quote(name)} AS ${quote('proof')}`);
    const [row] = await database.select<Row>({
      sql: `SELECT ${proof ?? '1 AS found'} FROM ${sql} WHERE ${key.holds([user], binds.add)} LIMIT 1`,
      bind: binds.values,
    });
    return row ?? null;
  }
}
