import type { TableName } from '../database/contract.js';
import type { Database } from '../database/database.js';
import { failureKind } from '../database/failures.js';
import { SessionAdminError } from '../errors.js';
import { bindTable, type BindOptions } from './bind.js';
import type { BoundTable, Layout, LayoutName } from './contract.js';
import { customLayout, type CustomColumns, type ExpiryFormatName } from './custom.js';
import { describeTable, findTables, type Found } from './find.js';
import { matchColumns } from './match.js';
import { layouts } from './registry.js';
import { proofOf } from './proof.js';
import { sample } from './sample.js';
import { parseTableName, quoteTable } from './table-name.js';

export interface ResolveOptions extends Omit<BindOptions, 'isNamed'> {
  /** The table, as `name` or `schema.name`; by default it is looked for. */
  table?: string;
  /** The layout; by default, or as `auto`, it is told from the columns and a few rows. */
  layout?: LayoutName | 'auto';
  /** The columns of the layout `custom`. */
  columns?: CustomColumns;
  /** How the layout `custom` writes its expiry. */
  expiryFormat?: ExpiryFormatName;
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
  const isNamed = (options.layout ?? 'auto') !== 'auto';
  const search = new Search(database, candidatesOf(options), { ...options, isNamed });
  return options.table === undefined
    ? search.anyTable()
    : search.named(parseTableName(options.table));
}

function candidatesOf({ layout = 'auto', columns, expiryFormat }: ResolveOptions): Layout[] {
  if (layout !== 'custom' && (columns !== undefined || expiryFormat !== undefined)) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      '--columns and --expiry-format are for a table of your own: give both with --layout custom, or neither',
    );
  }
  if (layout === 'auto') return Object.values(layouts).flat();
  if (layout !== 'custom') return [...layouts[layout]];
  if (columns === undefined) {
    throw new SessionAdminError(
      'INVALID_ARGUMENT',
      'the layout custom needs to know its columns: --columns token=…,data=…,expiry=…',
    );
  }
  return [customLayout(columns, expiryFormat)];
}

/** What a table turned out to be: bound, or near to a layout and why not. */
interface Attempt {
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
      const seen = (await this.#mayBeHidden(table)) ? ' that this user may see' : '';
      throw new SessionAdminError(
        'TABLE_MISSING',
        `there is no table ${show(table)} in ${this.database.title}${seen}: name another with --table or SESSION_ADMIN_TABLE`,
      );
    }
    const { bound, near } = await this.#try(found);
    const [first, second] = bound;
    if (first && second) throw this.#ambiguous(bound);
    if (first) return first;
    throw this.#unknown([found], near);
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
    const [first, second] = fitting;
    if (first && second) throw this.#ambiguous(fitting);
    if (first) return first;
    // It may be the one.
    if (forbidden) throw forbidden;
    if (found.length > 0)
      throw this.#unknown(
        found,
        attempts.flatMap(({ near }) => near),
      );
    const name = this.candidates[0]?.tables[0] ?? 'sessions';
    if (this.options.create) return this.#create({ schema: null, name });
    throw new SessionAdminError(
      'TABLE_MISSING',
      `there is no session table in ${this.database.title}` +
        (names.length > 0 ? ` (it has ${list(names)})` : ' (it has no tables)') +
        ': name it with --table or SESSION_ADMIN_TABLE',
    );
  }

  async #try(found: Found): Promise<Attempt> {
    const attempt: Attempt = { bound: [], near: [] };
    for (const layout of this.candidates) {
      const match = matchColumns(layout, found.columns, this.database.dialect.name);
      if ('missing' in match) {
        const close = layout.name === 'custom' || (match.found >= 2 && match.missing.length <= 1);
        if (close) attempt.near.push(`${layout.name} (it has no ${match.missing.join(', ')})`);
        continue;
      }
      // Of two that fit by their columns the first says more than the second.
      if (attempt.bound.some((bound) => bound.layout.name === layout.name)) continue;
      const bound = await bindTable(this.database, found, match, this.options);
      if (bound === null) {
        const its = `its ${match.expiry?.name ?? ''} is ${match.expiry?.type ?? ''}`;
        if (layout.name === 'custom') throw this.#unread(found, its);
        attempt.near.push(`${layout.name} (${its})`);
        continue;
      }
      const rows = await sample(this.database, bound);
      const proof = proofOf(bound, rows);
      if (proof.verdict === 'contradicted' && !bound.isNamed) {
        attempt.near.push(`${layout.name} (${proof.reasons.join(', ')})`);
        continue;
      }
      attempt.bound.push({ ...bound, proof });
    }
    attempt.bound = surest(attempt.bound);
    return attempt;
  }

  async #create(table: TableName): Promise<BoundTable> {
    const layout = this.candidates.find((candidate) => candidate.create !== null);
    if (!layout?.create) {
      throw new SessionAdminError(
        'TABLE_MISSING',
        `there is no table ${show(table)} in ${this.database.title}, and it is its framework's to create: name another with --table or SESSION_ADMIN_TABLE`,
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

  #ambiguous(fitting: readonly BoundTable[]): SessionAdminError {
    const names = fitting.map((b) => `${show(b.table)} (${b.layout.name})`).join(', ');
    const tables = new Set(fitting.map((b) => show(b.table))).size;
    return new SessionAdminError(
      'LAYOUT_UNKNOWN',
      tables > 1
        ? `${this.database.title} has more than one session table: ${names}: choose with --table or SESSION_ADMIN_TABLE`
        : `more than one layout fits: ${names}: choose with --layout or SESSION_ADMIN_LAYOUT`,
    );
  }

  /** The columns were named, and the one of the expiry is in no form that is known. */
  #unread({ table }: Found, its: string): SessionAdminError {
    const given = this.options.expiryFormat;
    return new SessionAdminError(
      'LAYOUT_UNKNOWN',
      given === undefined
        ? `${show(table)}: ${its}, and no row tells how an expiry is written there: say it with --expiry-format`
        : `${show(table)}: ${its}, which is not read as ${given}: ` +
            'choose another --expiry-format, or another column as the expiry',
    );
  }

  #unknown(looked: readonly Found[], near: readonly string[]): SessionAdminError {
    const tables = looked
      .slice(0, 3)
      .map(({ table, columns }) => `${show(table)} (${list(columns.map((c) => c.name))})`)
      .join(' and ');
    const what = !this.options.isNamed
      ? `no session table that is known: ${tables}`
      : `${tables}, which is not the layout ${[...new Set(this.candidates.map(describeLayout))].join(', nor ')}`;
    const close = near.length > 0 ? `; near: ${near.slice(0, 3).join(', ')}` : '';
    return new SessionAdminError(
      'LAYOUT_UNKNOWN',
      `${this.database.title} has ${what}${close}: name another with --table, ` +
        'or say with --layout custom and --columns token=…,data=…,expiry=… what its columns are',
    );
  }
}

/** A table before a view of it, and what is surely one before what anybody may have made. */
function preferred(fitting: BoundTable[]): BoundTable[] {
  const tables = fitting.filter((bound) => !bound.isView);
  return surest(tables.length > 0 ? tables : fitting);
}

/** What is proven beats what anybody may have made. */
function surest(bound: BoundTable[]): BoundTable[] {
  const proven = bound.filter(({ proof }) => proof.verdict === 'proven');
  return proven.length > 0 ? proven : bound;
}

const show = ({ schema, name }: TableName): string =>
  schema === null ? name : `${schema}.${name}`;
const list = (names: readonly string[]): string =>
  names.slice(0, 10).join(', ') + (names.length > 10 ? ` and ${names.length - 10} more` : '');
const describeLayout = ({ name, columns }: Layout): string =>
  `${name} (${[columns.token, columns.data, columns.expiry, ...columns.also.map((name) => [name])]
    .filter((names) => names.length > 0)
    .map((names) => names.join('|'))
    .join(', ')})`;
