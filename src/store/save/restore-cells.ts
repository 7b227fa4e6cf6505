import { cellFormats } from '../../codecs/cells.js';
import { Binds, whereClause, type Runner } from '../../database/statement.js';
import type { Column } from '../../database/table.js';
import type { Stored } from '../../database/whole.js';
import { SessionAdminError } from '../../errors.js';
import { groupedBy } from '../../grouped-by.js';
import { rowsOf } from '../../layouts/rows.js';
import { openRow } from '../cells/open.js';
import { cellColumns, cellsOf, type Cells } from '../cells/pages.js';
import { writeCell } from '../cells/rewrite.js';
import { selectList } from '../../database/many-rows.js';
import { rowColumns, type Row } from '../row-columns.js';
import type { Target } from '../target.js';
import { uniqueIndexes } from '../write/unique.js';
import { notSaved, refuseStrange, type Saved } from './entry.js';
import { insertRows, type WholeRow } from './insert.js';
import type { Restored, SavedEntry } from './restore.js';
import { keysOfCells, withFreeNumbers } from './numbers.js';
import { storedRow } from './saved.js';
import { wholeSessions, type WholeSessions } from './whole.js';

/** Puts saved sessions back into the cells that they stood in; a row that went comes back with them. */
export class CellRestorer {
  readonly restored: Restored = { replaced: 0, renumbered: 0 };

  private constructor(
    private readonly cells: Cells,
    private readonly whole: WholeSessions,
    /** What tells the rows apart. */
    private readonly keys: readonly Column[],
  ) {}

  static async of(target: Target): Promise<CellRestorer> {
    const cells = await cellsOf(target, { columns: [] });
    const keys = keysOfCells(cells, await uniqueIndexes(target.database, target.table));
    return new CellRestorer(cells, await wholeSessions(target), keys);
  }

  /** Throws `INVALID_ARGUMENT` where a saved row is none of this table's. */
  check({ saved }: SavedEntry): void {
    const { table } = this.cells.target;
    refuseStrange(saved.row, table.columns, table.table.name);
    if (saved.cell === undefined) throw notSaved('its place in its cell is missing');
  }

  /** Whether a row goes with its last session. */
  get #goes(): boolean {
    return this.cells.rule.emptied === 'goes';
  }

  /** Puts sessions of different tokens back in the transaction of `run`. */
  async write(run: Runner, entries: readonly SavedEntry[]): Promise<void> {
    const groups = groupedBy(entries, ({ saved }) => nameOf(saved));
    for (const group of groups.values()) await this.#writeCell(run, group);
  }

  /** Of rows that belong to the same user the first is the one that its system reads. */
  async #writeCell(run: Runner, group: readonly SavedEntry[]): Promise<void> {
    const { target, rule } = this.cells;
    const row = storedRow(group[0]?.saved.row ?? {}, null);
    const rows = await this.#rowsLike(run, row);
    const there = rows[0];
    const open = there && openRow(there, rule);
    if (open && !open.cell) {
      throw new SessionAdminError(
        'DATABASE_REFUSED',
        `${target.database.title}: a row of ${target.table.table.name}: ${open.sessions[0]?.unread ?? ''}`,
      );
    }
    const cell = open?.cell ?? cellFormats[rule.format].open(Buffer.alloc(0));
    const keys = new Set(cell.entries.map(({ key }) => key));
    this.restored.replaced += group.filter(({ token }) => keys.has(token)).length;
    const full = cell.with(
      group.map(({ token, data, saved }) => ({
        key: token,
        value: Buffer.from(data ?? []),
        place: saved.cell ?? 0,
      })),
    );
    if (there === undefined && !this.#goes) {
      throw new SessionAdminError(
        'DATABASE_REFUSED',
        `${target.database.title}: the row of ${target.table.table.name} that held a session is not there any more`,
      );
    }
    if (there) await writeCell(run, this.cells, there, full);
    else await this.#insert(run, row, full);
  }

  /**
   * The rows that a row's sessions belong to, held until the transaction ends: the row itself where it
   * stays without sessions, else all that are the same but for their keys.
   */
  async #rowsLike(run: Runner, row: WholeRow): Promise<Row[]> {
    const { target, key, reading } = this.cells;
    const { database, table } = target;
    const { dialect } = database;
    const binds = new Binds();
    const like = this.whole.columns
      .filter((column) => column.name in row && this.keys.includes(column) !== this.#goes)
      .map((column) => isLike(column, row[column.name] ?? null, dialect, binds));
    if (like.length === 0) return [];
    return run.select<Row>({
      sql: `SELECT ${selectList(cellColumns(this.cells, rowColumns(target, reading)), dialect)}
        FROM ${table.sql.table} ${whereClause([...rowsOf(table.sql), ...like])}
        ORDER BY ${key.sql} ${dialect.lockRows}`,
      bind: binds.values,
    });
  }

  async #insert(run: Runner, row: WholeRow, cell: Buffer): Promise<void> {
    const { target } = this.cells;
    const { database, table } = target;
    const { columns, form } = this.whole;
    const into = { sql: table.sql.table, columns, form, dialect: database.dialect };
    const whole = { ...row, [table.data?.name ?? '']: cell.toString() };
    const free = await withFreeNumbers(run, target, this.keys, [whole]);
    this.restored.renumbered += free.renumbered;
    await insertRows(run, into, free.rows);
  }
}

const nameOf = ({ row }: Saved): string =>
  JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

function isLike(
  { name, type }: Column,
  value: Stored,
  dialect: Target['database']['dialect'],
  binds: Binds,
): string {
  const sql = dialect.quote(name);
  if (value === null) return `${sql} IS NULL`;
  const held =
    typeof value !== 'object'
      ? String(value)
      : 'real' in value
        ? String(value.real)
        : Buffer.from('bytes' in value ? value.bytes : value.text, 'base64');
  return dialect.holds(sql, type, [held], binds.add);
}
