import type { Dialect } from './contract.js';
import type { PurgeWays } from './purge/contract.js';
import { plainColumn } from './purge/row-key.js';
import { unknownStorage } from './storage.js';

type Defaults = Omit<typeof defaults, 'purge'>;
type Definition = Omit<Dialect, keyof Defaults | 'purge'> &
  Partial<Pick<Dialect, keyof Defaults>> & { readonly purge?: Partial<PurgeWays> };

const same = (sql: string): string => sql;
const none = Promise.resolve(null);

/** What a dialect has unless it says otherwise: what most servers have. */
const defaults = {
  embedded: false,
  looseTypes: false,
  listElsewhere: null,
  foreignKeys: null,
  hiddenKey: () => null,
  passing: () => none,
  hidesRows: null,
  payload: same,
  fromText: same,
  byteLength: (expression) => `octet_length(${expression})`,
  asWritten: same,
  keyColumn: (column, type) =>
    /int|char|text|uuid|bytea|blob/.test(type) ? plainColumn(column) : null,
  temporaryTables: false,
  lockRows: 'FOR UPDATE',
  lockFreeRows: 'FOR UPDATE SKIP LOCKED',
  alone: null,
  onConflictReplace: (key, columns) =>
    `ON CONFLICT (${key}) DO UPDATE SET ${columns.map((c) => `${c} = excluded.${c}`).join(', ')}`,
  replacesByAnyIndex: false,
  packRows: null,
  failureSpoilsTransaction: false,
  beginWrite: ['BEGIN'],
  beforeImport: [],
  beforeBulk: [],
  storage: () => Promise.resolve(unknownStorage),
  files: null,
} satisfies Partial<Dialect>;

/** Makes a dialect of what is its own. */
export function defineDialect({ purge, ...own }: Definition): Dialect {
  return {
    ...defaults,
    ...own,
    purge: {
      pace: () => Promise.resolve(own.batches),
      rowKey: (_run, { sql }) =>
        Promise.resolve({ columns: [plainColumn(sql.pageKey)], index: null }),
      skipping: null,
      ...purge,
    },
  };
}
