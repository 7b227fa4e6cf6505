import type { Column } from '../database/table.js';
import { failureKind } from '../database/failures.js';
import { SessionAdminError } from '../errors.js';
import type { CredentialRule } from '../layouts/contract.js';
import { keyIn } from '../layouts/key.js';
import { columnOf } from '../layouts/finding/match.js';
import { quoteTable } from '../layouts/table-name.js';
import { Binds } from '../database/statement.js';
import type { Target } from './target.js';

/** The framework's table of users, as it is in this database. */
interface UserTable {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly id: Column;
}

/** What of a user is remembered while many sessions are stored. */
const mostKept = 10_000;

/**
 * Looks users up in the framework's own table. A session of nobody, or one whose login cannot be
 * made, would be stored in vain.
 */
export class Users {
  readonly #target: Target;
  readonly #kept = new Map<string, Promise<Record<string, unknown> | null>>();
  #table: Promise<UserTable | null> | undefined;

  constructor(target: Target) {
    this.#target = target;
  }

  /** Throws where the table is there and readable, and has no such user. */
  async require(user: string): Promise<void> {
    const table = await this.#found();
    if (table === null || (await this.#row(table, user)) !== null) return;
    throw new SessionAdminError(
      'DATABASE_REFUSED',
      `${this.#target.database.title}: the table ${table.name} has no user of that ${table.id.name}: nothing is stored`,
    );
  }

  /** Returns what a session proves of its user. Throws where that cannot be read. */
  async credentialOf({ column, missing }: CredentialRule, user: string): Promise<string> {
    const table = await this.#found();
    const row = table && (await this.#row(table, user));
    const value = row?.[column];
    if (typeof value === 'string') return value;
    const why =
      table === null
        ? `there is no table ${this.#names().join(' or ')} that this database user may read`
        : `${table.name} has no ${column} of that user`;
    throw new SessionAdminError('PAYLOAD_UNENCODABLE', `${missing}: ${why}: nothing is stored`);
  }

  #names(): string[] {
    return this.#target.table.layout.user.tables.map(({ name }) => name);
  }

  #found(): Promise<UserTable | null> {
    this.#table ??= this.#find();
    return this.#table;
  }

  /** The first of the usual tables that is there, beside the sessions, and may be read. */
  async #find(): Promise<UserTable | null> {
    const { database, table } = this.#target;
    const { schema } = table.table;
    for (const { name, id } of table.layout.user.tables) {
      const columns = await this.#target.database.select<Column>(
        database.dialect.describe({ schema, name }),
      );
      const found = columnOf(columns, id);
      if (found === null) continue;
      const candidate = { name, columns, id: found };
      if (await this.#isReadable(candidate)) return candidate;
    }
    return null;
  }

  async #isReadable(table: UserTable): Promise<boolean> {
    try {
      const sql = `SELECT ${this.#selected(table)} FROM ${this.#quoted(table)} WHERE 1 = 0`;
      await this.#target.database.select({ sql });
      return true;
    } catch (error) {
      const kind = failureKind(error) ?? '';
      if (['missing-table', 'forbidden', 'refused', 'unsupported'].includes(kind)) return false;
      throw error;
    }
  }

  #row(table: UserTable, user: string): Promise<Record<string, unknown> | null> {
    let row = this.#kept.get(user);
    if (row === undefined) {
      if (this.#kept.size >= mostKept) this.#kept.clear();
      row = this.#ask(table, user);
      this.#kept.set(user, row);
      row.catch(() => this.#kept.delete(user));
    }
    return row;
  }

  async #ask(table: UserTable, user: string): Promise<Record<string, unknown> | null> {
    const { dialect } = this.#target.database;
    const binds = new Binds();
    const isIt = keyIn(table.id, dialect).holds([user], binds.add);
    const [row] = await this.#target.database.select<Record<string, unknown>>({
      sql: `SELECT ${this.#selected(table)} FROM ${this.#quoted(table)} WHERE ${isIt} LIMIT 1`,
      bind: binds.values,
    });
    return row ?? null;
  }

  /** The id, and what a login is proven with, as its rule calls it. */
  #selected({ id, columns }: UserTable): string {
    const { quote } = this.#target.database.dialect;
    const rule = this.#target.table.layout.payload?.credential;
    const proof = rule && columnOf(columns, rule.column);
    return [
      `${quote(id.name)} AS ${quote('id')}`,
      ...(rule && proof ? [`${quote(proof.name)} AS ${quote(rule.column)}`] : []),
    ].join(', ');
  }

  #quoted({ name }: UserTable): string {
    const { database, table } = this.#target;
    return quoteTable({ schema: table.table.schema, name }, database.dialect);
  }
}
