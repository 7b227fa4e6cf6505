import type { TableName } from '../../database/table.js';
import type { Database } from '../../database/database.js';
import { failureKind } from '../../database/failures.js';
import { SessionAdminError, type Suggestion } from '../../errors.js';
import { bindTable, type BindOptions } from './bind.js';
import type { BoundTable, Layout } from '../contract.js';
import { candidatesOf, type LayoutChoice } from './candidates.js';
import { alikeFirst, hasUsualName, looksAlike } from '../alike.js';
import { describeTable, findTables, nearestTable, tablesElsewhere, type Found } from './find.js';
import { matchColumns } from './match.js';
import { doubtsOf } from '../other-ends.js';
import { proofOf } from './proof.js';
import { sample } from './sample.js';
import {
  ambiguous,
  noSuchTable,
  noTable,
  rivals,
  show,
  unknown,
  unreadExpiry,
  type Looked,
} from '../refusal.js';
import { parseTableName, quoteTable } from '../table-name.js';

export interface ResolveOptions extends Omit<BindOptions, 'isNamed'>, LayoutChoice {
  /** The table, as `name` or `schema.name`; by default it is looked for. */
  table?: string;
  /** Create the table that gormstore creates where none is found. Default is `false`. */
  create?: boolean;
}

/**
 * Finds the session table and its layout.
 *
 * Throws a SessionAdminError: `TABLE_MISSING` where there is none, `LAYOUT_UNKNOWN` where no layout
 * fits, or more than one table does.
 */
export async function resolveTable(
  database: Database,
  options: ResolveOptions = {},
): Promise<BoundTable> {
  const { candidates, isNamed } = await candidatesOf(options);
  const search = new Search(database, candidates, { ...options, isNamed });
  return options.table === undefined
    ? search.anyTable()
    : search.named(parseTableName(options.table));
}

/** What a table turned out to be: bound, or near to a layout and why not. */
interface Attempt {
  found: Found;
  bound: BoundTable[];
  near: string[];
}

class Search {
  constructor(
    readonly database: Database,
    readonly candidates: readonly Layout[],
    readonly options: ResolveOptions & BindOptions,
  ) {}

  /** The table of a name. */
  async named(table: TableName): Promise<BoundTable> {
    const found = await describeTable(this.database, table);
    if (found === null) {
      if (this.options.create) return this.#create(table);
      const mayBeHidden = await this.#mayBeHidden(table);
      const elsewhere = table.schema === null ? await this.#elsewhere(table.name) : [];
      const near = await nearestTable(this.database, table);
      throw noSuchTable(this.#looked(elsewhere), table, { mayBeHidden, near });
    }
    const { bound, near } = await this.#try(found);
    const [first, second] = bound;
    if (first && second) throw ambiguous(this.#looked(), bound);
    if (first) return first;
    throw unknown(this.#looked(), [found], near, await this.#suggest([found]));
  }

  /** The one table that fits. */
  async anyTable(): Promise<BoundTable> {
    const { found, names } = await findTables(this.database, this.candidates);
    const attempts: Attempt[] = [];
    let forbidden: Error | undefined;
    for (const table of found) {
      const attempt = await this.#try(table).catch((error: unknown) => {
        if (failureKind(error) !== 'forbidden' || !(error instanceof Error)) throw error;
        forbidden ??= error;
      });
      if (attempt) attempts.push(attempt);
    }
    const fitting = preferred(attempts.flatMap(({ bound }) => bound));
    const alike = attempts.filter((one) => one.bound.length === 0 && looksAlike(one.found));
    const [first, second] = fitting;
    if (first && second)
      throw ambiguous(
        this.#looked(await this.#elsewhere()),
        fitting,
        alike.map(({ found }) => found),
      );
    if (first)
      return this.#unlessHidden(
        first,
        alike.map((one) => one.found),
      );
    // It may be the one.
    if (forbidden) throw forbidden;
    if (found.length > 0) {
      const near = attempts.flatMap((attempt) => attempt.near);
      const likely = alikeFirst(found);
      const suggestions = await this.#suggest(likely, names);
      throw unknown(this.#looked(await this.#elsewhere()), likely, near, suggestions);
    }
    const name = this.candidates[0]?.tables[0] ?? 'sessions';
    if (this.options.create) return this.#create({ schema: null, name });
    const suggestions = await this.#suggest([], names);
    throw noTable(this.#looked(await this.#elsewhere()), names, suggestions);
  }

  /** A guess is no choice where another table looks as much like one, and is read with that said. */
  async #unlessHidden(bound: BoundTable, alike: readonly Found[]): Promise<BoundTable> {
    if (bound.proof.verdict === 'proven' || alike.length === 0) return bound;
    if (!hasUsualName(bound))
      throw ambiguous(this.#looked(await this.#elsewhere()), [bound], alike);
    return { ...bound, doubts: [...bound.doubts, rivals(bound, alike)] };
  }

  async #try(found: Found): Promise<Attempt> {
    const attempt: Attempt = { found, bound: [], near: [] };
    for (const layout of this.candidates) {
      const match = matchColumns(
        layout,
        found.columns,
        this.database.dialect,
        this.options.isNamed,
      );
      if ('missing' in match) {
        const close = layout.name === 'custom' || (match.found >= 2 && match.missing.length <= 1);
        if (close) attempt.near.push(`${layout.name} (it has no ${match.missing.join(', ')})`);
        continue;
      }
      // Of two that fit by their columns the first says more than the second.
      if (attempt.bound.some((bound) => bound.layout.name === layout.name)) continue;
      const bound = await bindTable(this.database, found, match, this.options);
      if ('unread' in bound) {
        if (layout.name === 'custom')
          throw unreadExpiry(found, bound.why, this.options.expiryFormat);
        attempt.near.push(`${layout.name} (${bound.why})`);
        continue;
      }
      const rows = await sample(this.database, bound);
      const proof = proofOf(bound, rows);
      if (proof.verdict === 'contradicted' && !bound.isNamed) {
        attempt.near.push(`${layout.name} (${proof.reasons.join(', ')})`);
        continue;
      }
      attempt.bound.push({ ...bound, proof, doubts: await doubtsOf(this.database, bound) });
    }
    attempt.bound = surest(attempt.bound);
    return attempt;
  }

  async #create(table: TableName): Promise<BoundTable> {
    const layout = this.candidates.find((candidate) => candidate.create !== null);
    if (!layout?.create) {
      throw new SessionAdminError(
        'TABLE_MISSING',
        `there is no table ${show(table)} in ${this.database.title}, and it is its framework's to create: name another`,
        { options: ['table'] },
      );
    }
    const statements = layout.create(table, this.database.dialect);
    try {
      await this.database.transaction(async (run) => {
        for (const sql of statements) await run.change({ sql });
      });
    } catch (error) {
      // `IF NOT EXISTS` looks first and creates then: another process may have come in between.
      if ((await describeTable(this.database, table)) === null) throw error;
    }
    return new Search(this.database, [layout], { ...this.options, create: false }).named(table);
  }

  /** MySQL describes no table that the user may not use, and may not say whether there is one. */
  async #mayBeHidden(table: TableName): Promise<boolean> {
    try {
      const sql = `SELECT 1 FROM ${quoteTable(table, this.database.dialect)} WHERE 1 = 0`;
      await this.database.select({ sql });
      return true;
    } catch (error) {
      if (failureKind(error) === 'missing-table') return false;
      if (failureKind(error) === 'forbidden') return true;
      throw error;
    }
  }

  /** What a refusal says of where was looked, with tables that a bare name does not reach. */
  #looked(elsewhere: readonly TableName[] = []): Looked {
    const { title } = this.database;
    return {
      title,
      candidates: this.candidates,
      isNamed: this.options.isNamed ?? false,
      elsewhere,
    };
  }

  /** What to try of tables that look like sessions; nothing where the caller named a layout. */
  async #suggest(found: readonly Found[], names: readonly string[] = []): Promise<Suggestion[]> {
    if (this.options.isNamed) return [];
    const { suggestionsFor } = await import('./suggest.js');
    return suggestionsFor(this.database, found, names);
  }

  #elsewhere(name: string | null = null): Promise<TableName[]> {
    return tablesElsewhere(this.database, name);
  }
}

/** A table before a view of it, and what is surely one before what anybody may have made. */
function preferred(fitting: BoundTable[]): BoundTable[] {
  const tables = fitting.filter((bound) => !bound.isView);
  const some = tables.length > 0 ? tables : fitting;
  const proven = some.filter(({ proof }) => proof.verdict === 'proven');
  return proven.length > 0 ? proven : some;
}

/** What is proven beats what anybody may have made, and what rows may prove what no row can. */
function surest(bound: BoundTable[]): BoundTable[] {
  const rank = ({ proof, layout }: BoundTable): number =>
    proof.verdict === 'proven' ? 2 : layout.columns.provenBy === 'nothing' ? 0 : 1;
  const best = Math.max(...bound.map(rank));
  return bound.filter((one) => rank(one) === best);
}
