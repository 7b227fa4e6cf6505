import { randomUUID } from 'node:crypto';
import type { Dialect, Unpacked } from '../database/contract.js';
import type { BoundTable, Fill } from '../layouts/contract.js';
import { expiryFormat } from '../layouts/expiry/formats.js';
import { alphabetId, digits, lower, upper } from '../layouts/ids.js';
import { columnOf } from '../layouts/match.js';
import { payloadKind } from '../layouts/payload-kind.js';
import type { Target } from './target.js';
import type { Entry } from './write.js';

/** A column of a row that is written. */
export interface Written extends Unpacked {
  /** Its name, quoted. */
  readonly name: string;
  readonly value: (entry: Entry) => string | number | Uint8Array | null;
  /** Whether a row that is there already gets it anew. */
  readonly replace: boolean;
}

/** What is written of a session: token, payload, expiry, user, and what its table's rows have besides. */
export function columnsOf({ database, table, clock }: Target, withUser: boolean): Written[] {
  const { dialect } = database;
  const { key, data, expiryColumn, user, expiry } = table;
  const as = (type: string) => (sql: string) => dialect.fromText(sql, type);
  const columns: Written[] = [
    {
      name: table.sql.token,
      kind: 'text',
      write: key.write,
      value: (entry) => key.value(entry.token),
      replace: false,
    },
  ];
  if (data !== null) {
    const kind = payloadKind(table, dialect);
    const name = dialect.quote(data.name);
    const write = kind === 'text' ? as(data.type) : plain;
    columns.push({ name, kind, write, value: (entry) => entry.data, replace: true });
  }
  if (expiryColumn !== null) {
    columns.push({
      name: table.sql.expiry,
      kind: 'text',
      write: (sql) => expiry.write(sql),
      value: (entry) => expiry.value(entry.expiry),
      replace: true,
    });
  }
  if (user !== null && withUser) {
    columns.push({
      name: dialect.quote(user.name),
      kind: 'text',
      write: as(user.type),
      value: (entry) => entry.user ?? null,
      replace: true,
    });
  }
  const now = clock.now();
  const written = new Set(columns.map(({ name }) => name));
  const fills = table.layout.fills.flatMap((fill) => filled(fill, table, dialect, now) ?? []);
  return [...columns, ...fills.filter(({ name }) => !written.has(name))];
}

function filled(
  { column: name, with: what, replace }: Fill,
  table: BoundTable,
  dialect: Dialect,
  now: Date,
): Written | null {
  const column = columnOf(table.columns, name);
  if (column === null) return null;
  const quoted = dialect.quote(column.name);
  const common = { name: quoted, kind: 'text', replace } as const;
  const write = (sql: string): string => dialect.fromText(sql, column.type);
  switch (what) {
    case 'null':
      return { ...common, write, value: () => null };
    case 'key':
      return column.type.includes('int') ? null : { ...common, write, value: ({ token }) => token };
    case 'random':
      // Whole numbers are the database's to count.
      return column.type.includes('int')
        ? null
        : { ...common, write, value: () => randomId(column.type) };
    case 'now': {
      const { form } = table.layout.expiry;
      // Where rows tell how instants are written, those of the other columns are written alike.
      const format =
        dialect.name === 'sqlite' && form.toldBy === 'rows'
          ? table.expiry
          : expiryFormat(dialect.name, column.type, form);
      if (format === null) return null;
      return { ...common, write: (sql) => format.write(sql), value: () => format.value(now) };
    }
  }
}

const randomId = (type: string): string =>
  type === 'uuid' ? randomUUID() : alphabetId(digits + upper + lower, 32);

const plain = (sql: string): string => sql;
