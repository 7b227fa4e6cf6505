import { selectList } from '../../database/many-rows.js';
import type { Reach } from '../../database/purge/contract.js';
import { Binds, whereClause, type Runner } from '../../database/statement.js';
import { sharedKeys } from '../along/shared-keys.js';
import { alongOf } from '../along/tables.js';
import { pageKeyOf, type PageKey } from '../read/page-key.js';
import { rowColumns, type Row } from '../row-columns.js';
import { removal, type Ending } from '../remove/removal.js';
import type { Target } from '../target.js';
import {
  deleteAlong,
  keyAlong,
  keyName,
  keysAlong,
  readAlong,
  rowsAlong,
  type ByKey,
  type KeyText,
  type RowsAlong,
} from './along.js';
import type { Keep, SavedSession } from './contract.js';
import { keeping } from './keeping.js';
import { savedReader } from './saved.js';
import { wholeSessions, type Given, type WholeSessions } from './whole.js';

/** What of payloads is in memory at a time, about, and of how many sessions. */
const most = { bytes: 8 * 1024 * 1024, rows: 500, rowsWithOthers: 100 };

/** The conditions that a row goes. */
type Conditions = (binds: Binds) => readonly string[];

/**
 * Deletes the rows for which conditions hold, in one transaction, and has them kept before it ends:
 * what is kept is what is deleted, to the byte. Says how many went.
 */
export async function takeKeeping(
  target: Target,
  conditions: Conditions,
  { keep, ending }: { keep: Keep; ending?: Ending },
): Promise<number> {
  const take = await takerOf(target, keep, ending);
  return keeping(target, keep, (run) => take(run, conditions));
}

/** Returns what does so in a transaction that is in hand, and that `keeping` began. */
export async function takerOf(
  target: Target,
  keep: Keep,
  ending: Ending = 'delete',
): Promise<Take> {
  const whole = await wholeSessions(target);
  const key = await pageKeyOf(target);
  const along = await rowsAlong(target, ending === 'mark' ? [] : await alongOf(target));
  const taking = new Taking(target, { whole, key, along, ending }, keep);
  return (run, conditions, reach) => taking.take(run, conditions, reach);
}

/** `reach` leads to rows that are locked already, in place of what the planner would choose. */
export type Take = (run: Runner, conditions: Conditions, reach?: Ways) => Promise<number>;

type Ways = Pick<Reach, 'from' | 'deleteFrom'> & Partial<Pick<Reach, 'conditions'>>;

interface Means {
  readonly whole: WholeSessions;
  readonly key: PageKey;
  readonly along: RowsAlong;
  readonly ending: Ending;
}

/** A row as it is read to be kept. */
type Doomed = Row & Given & Readonly<Record<`p${number}`, unknown>>;

/** How much of a session is read by the columns alone: its payload comes with the whole row. */
const reading = { decode: false, facts: false, columns: [] } as const;

/** Takes rows away within a transaction. */
class Taking {
  readonly #target: Target;
  readonly #means: Means;
  readonly #keep: Keep;
  readonly #selected: string;
  /** SQL for a digest of a row; null where its key is enough to end it once it was read. */
  readonly #mark: string | null;
  readonly #read: ReturnType<typeof savedReader>;
  /** Whether the statement that ends sessions gives their rows as well. */
  readonly #returning: boolean;

  constructor(target: Target, means: Means, keep: Keep) {
    this.#target = target;
    this.#means = means;
    this.#keep = keep;
    const { key, whole, along, ending } = means;
    const { dialect } = target.database;
    this.#returning = whole.form.returning && ending === 'delete';
    this.#mark =
      this.#returning && (key.unique || along.length === 0)
        ? null
        : dialect.digest(whole.columns.map(({ name }) => dialect.quote(name)));
    this.#read = savedReader(target);
    this.#selected = selectList(
      [
        ...key.columns,
        ...rowColumns(target, { ...reading, mark: this.#mark }),
        ...whole.selected,
        ...keysAlong(along, target),
      ],
      dialect,
    );
  }

  async take(run: Runner, conditions: Conditions, reach?: Ways): Promise<number> {
    const { key } = this.#means;
    const { table } = this.#target.table.sql;
    const ways = reach ?? { from: table, deleteFrom: `DELETE FROM ${table}` };
    let gone = 0;
    for (const some of await this.#slices(run, conditions, ways))
      gone += await this.#takeSome(
        run,
        (binds) => [...conditions(binds), key.isOneOf(some, binds)],
        ways,
      );
    return gone;
  }

  /** The rows in parts that memory has room for, however large their payloads are. */
  async #slices(run: Runner, conditions: Conditions, { from }: Ways): Promise<Row[][]> {
    const { database, table } = this.#target;
    const { dialect } = database;
    const { key, along } = this.#means;
    const binds = new Binds();
    const columns = [
      ...key.columns,
      { name: 'token', kind: 'text', sql: table.key.read },
      { name: 'size', kind: 'whole', sql: dialect.byteLength(table.sql.data) },
    ] as const;
    const rows = await run.select<Row>({
      sql: `SELECT ${selectList(columns, dialect)} FROM ${from}
        ${whereClause(conditions(binds))}`,
      bind: binds.values,
    });
    const mostRows = along.length > 0 ? most.rowsWithOthers : most.rows;
    const slices: Row[][] = [];
    let bytes = Infinity;
    for (const row of rows) {
      const slice = slices.at(-1);
      bytes += Number(row.size ?? 0);
      if (slice === undefined || slice.length >= mostRows || bytes > most.bytes) {
        slices.push([row]);
        bytes = Number(row.size ?? 0);
      } else slice.push(row);
    }
    return slices;
  }

  async #takeSome(run: Runner, conditions: Conditions, ways: Ways): Promise<number> {
    const { along } = this.#means;
    const inOne = this.#returning && along.length === 0;
    const binds = new Binds();
    const where = whereClause(conditions(binds));
    const rows = await run.select<Doomed>({
      sql: inOne
        ? `${ways.deleteFrom} ${where} RETURNING ${this.#selected}`
        : `SELECT ${this.#selected} FROM ${ways.from} ${where}
          ${this.#target.database.dialect.lockRows}`,
      bind: binds.values,
      writes: inOne,
    });
    if (rows.length === 0) return 0;
    const keys: KeyText[][] = [];
    for (const i of along.keys()) keys.push(await this.#keys(run, rows, i, conditions));
    const others: ByKey[] = [];
    for (const [i, one] of along.entries())
      others.push(await readAlong(run, this.#target, one, keys[i] ?? []));
    await this.#keep.save(rows.map((row) => this.#saved(row, others)));
    if (inOne) return rows.length;
    for (const [i, one] of along.entries())
      if (!one.cascades) await deleteAlong(run, this.#target, one, keys[i] ?? []);
    return this.#end(run, rows, ways);
  }

  /** Ends sessions whose rows were locked and read, each as long as it is the same to the byte. */
  #end(run: Runner, rows: readonly Doomed[], { deleteFrom, ...reach }: Ways): Promise<number> {
    const { key, ending } = this.#means;
    const marks = [...new Set(rows.map(({ mark }) => mark))];
    const conditions = (binds: Binds): string[] => [
      ...(reach.conditions?.(binds) ?? []),
      key.isOneOf(rows, binds),
      ...(this.#mark === null ? [] : [`${this.#mark} IN (${marks.map(binds.add).join(', ')})`]),
    ];
    if (ending === 'mark') return run.change(removal(this.#target, ending, conditions));
    const binds = new Binds();
    const sql = `${deleteFrom} ${whereClause(conditions(binds))}`;
    return run.change({ sql, bind: binds.values });
  }

  /** The keys of what goes along with rows: none that a session has which stays. */
  async #keys(
    run: Runner,
    rows: readonly Doomed[],
    i: number,
    conditions: Conditions,
  ): Promise<KeyText[]> {
    const parent = this.#means.along[i]?.parent;
    const keys = rows.flatMap((row) => keyAlong(row, i) ?? []);
    if (!parent) return [];
    const shared = await sharedKeys(run, this.#target, parent, keys, conditions);
    return keys.filter((key) => !shared.has(keyName(key)));
  }

  #saved(row: Doomed, others: readonly ByKey[]): SavedSession {
    const { whole, along } = this.#means;
    const saved = this.#read(row, whole.rowIn(row));
    const entries = along.flatMap(({ name }, i) => {
      const key = keyAlong(row, i);
      const rows = key === null ? undefined : others[i]?.get(keyName(key));
      return rows ? [[name, rows] as const] : [];
    });
    return entries.length > 0 ? { ...saved, along: Object.fromEntries(entries) } : saved;
  }
}
