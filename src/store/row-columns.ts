import { textShortcut, type RowMaker, type SelectedColumn } from '../database/many-rows.js';
import { endingSql } from '../layouts/ending.js';
import type { RowEnd } from './expired.js';
import { loadDevices, type DeviceOf } from './device.js';
import { factColumns, type FactRow } from './facts.js';
import type { Target } from './target.js';

/** How much of each row to read. */
export interface RowOptions {
  /** Decode the payload, which also tells the user. Default is `true`. */
  decode?: boolean;
  /** Write values that JSON cannot say in the codec's typed form. Default is `false`. */
  typed?: boolean;
  /** Give the stored bytes. Default is `false`. */
  raw?: boolean;
  /** Give when it was made and last seen, from where and on what, as far as it is there. Default is `true`. */
  facts?: boolean;
  /** Say what kind of browser the agent is. Default is `false`. */
  device?: boolean;
  /** Look up the users' names, in the table of users. Default is `false`. */
  names?: boolean;
  /** Which of the table's own columns to give. Default is all of them. */
  columns?: readonly string[];
}

/** What is read besides, for ourselves. */
export interface ReadOptions extends RowOptions {
  /** SQL that stands for what a decision rests on; null for nothing. */
  mark?: string | null;
  /** Says what an agent is; null where nobody asks. */
  deviceOf?: DeviceOf | null;
}

/** A row as `rowColumns` asks for it. */
export interface Row extends RowEnd, FactRow {
  /** What tells it from the others, where that is not its token; see `PageKey`. */
  key?: unknown;
  token: unknown;
  millis: number | string | null;
  data?: unknown;
  size?: number | string | null;
  mark?: string;
  /** The length of a payload that was too long to come along; see `rowColumns`. */
  held?: number | string | null;
  [extra: `x${number}`]: unknown;
}

/**
 * The columns of a query whose rows `sessionReader` reads. A payload longer than `longest` stays where
 * it is, and `held` says its length.
 */
export function rowColumns(
  target: Target,
  options: ReadOptions,
  longest: number | null = null,
): SelectedColumn[] {
  const { sql, expiry, key } = target.table;
  const { quote, byteLength, asWritten } = target.database.dialect;
  const typeOf = (name: string): string =>
    target.table.columns.find((column) => column.name === name)?.type ?? '';
  return [
    { name: 'token', kind: 'text', sql: key.read },
    {
      name: 'millis',
      kind: 'whole',
      sql: expiry.millis(sql.expiry),
      ...(expiry.fromText && { shortcut: textShortcut(sql.expiry, expiry.fromText) }),
    },
    { name: 'ending', kind: 'whole', sql: endingSql(target.table) },
    ...(sql.revoked === null
      ? []
      : [{ name: 'revoked', kind: 'whole', sql: sql.revoked } as const]),
    ...payloadColumns(sql.data, byteLength(sql.data), options, longest),
    ...(wantsFacts(options) ? factColumns(target.table.facts) : []),
    ...(options.mark ? [{ name: 'mark', kind: 'text', sql: options.mark } as const] : []),
    ...extraColumns(target, options).map(
      (name, i) =>
        ({ name: `x${i}`, kind: 'any', sql: asWritten(quote(name), typeOf(name)) }) as const,
    ),
  ];
}

/** Makes such rows of the values of their columns. */
export const rowMaker: RowMaker = (lists) => {
  const [token, millis, ending, data, held, size] = payloadNames.map((name) => lists.get(name));
  const [created, lastSeen, ip, agent, x0] = otherNames.map((name) => lists.get(name));
  const others = [...lists].filter(([name]) => !writtenOut.has(name));
  return (at) => {
    // Objects of a literal that live as long as a page would soon be made among the old ones.
    const row: Record<string, unknown> = new Written(
      token?.[at],
      millis?.[at],
      ending?.[at],
      data?.[at],
      held?.[at],
      size?.[at],
      created?.[at],
      lastSeen?.[at],
      ip?.[at],
      agent?.[at],
      x0?.[at],
    );
    for (const [name, values] of others) row[name] = values[at];
    return row;
  };
};

class Written {
  [also: string]: unknown;

  constructor(
    readonly token: unknown,
    readonly millis: unknown,
    readonly ending: unknown,
    readonly data: unknown,
    readonly held: unknown,
    readonly size: unknown,
    readonly created: unknown,
    readonly lastSeen: unknown,
    readonly ip: unknown,
    readonly agent: unknown,
    readonly x0: unknown,
  ) {}
}

const payloadNames = ['token', 'millis', 'ending', 'data', 'held', 'size'] as const;
const otherNames = ['created', 'lastSeen', 'ip', 'agent', 'x0'] as const;
const writtenOut: ReadonlySet<string> = new Set([...payloadNames, ...otherNames]);

function payloadColumns(
  data: string,
  length: string,
  options: RowOptions,
  longest: number | null,
): SelectedColumn[] {
  if (!wantsPayload(options)) return [{ name: 'size', kind: 'whole', sql: length }];
  if (longest === null) return [{ name: 'data', kind: 'bytes', sql: data }];
  const isShort = `CASE WHEN ${length} <= ${longest}`;
  return [
    { name: 'data', kind: 'bytes', sql: `${isShort} THEN ${data} END` },
    { name: 'held', kind: 'whole', sql: `${isShort} THEN NULL ELSE ${length} END` },
  ];
}

/** The table's own columns that are read: where they say whose session it is, in any case. */
export function extraColumns(
  { table, userField }: Target,
  { columns }: RowOptions,
): readonly string[] {
  if (columns === undefined) return table.extraColumns;
  const wanted = new Set([...columns, table.user?.name, userField]);
  return table.extraColumns.filter((name) => wanted.has(name));
}

/** Whether the payload itself is read, and not only its size. */
export const wantsPayload = ({ decode = true, raw = false }: RowOptions): boolean => decode || raw;

/** Whether the facts of each row are read. */
export const wantsFacts = ({ facts = true }: RowOptions): boolean => facts;

/** The same options with what says devices, where that is asked for and the table has agents. */
export async function withDevices<Options extends ReadOptions>(
  { table }: Target,
  options: Options,
): Promise<Options> {
  const asks = (options.device ?? false) && table.facts.agent !== null;
  return asks ? { ...options, deviceOf: await loadDevices() } : options;
}

/** The payload's bytes, whatever the driver made of the column. */
export function asBytes(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (value === null || value === undefined) return Buffer.alloc(0);
  return Buffer.from(
    typeof value === 'object' ? JSON.stringify(value) : String(value as string | number),
  );
}
