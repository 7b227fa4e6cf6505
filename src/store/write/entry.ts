import type { Saved } from '../save/entry.js';

/** One session to store. */
export interface Entry {
  /** The key of its row. */
  token: string;
  /** The payload as it will be stored; null for none. */
  data: Uint8Array | null;
  /** When it runs out; null for never, where the column takes NULL. */
  expiry: Date | null;
  /** Whose it is, where the table has a column for that. Default is what stands there, or nobody. */
  user?: string | null;
  /** When it was made and last seen, where the table has a column for that alone; null says nothing. */
  created?: Date | null;
  lastSeen?: Date | null;
  /** From where it was used and on what, where the table has a column for that; null says nothing. */
  ip?: string | null;
  agent?: string | null;
  /** Further columns and what goes there, as text in the column's type; null for NULL. */
  set?: Readonly<Record<string, string | null>>;
  /** The rest of a session that was saved: it is put back as it was, and only its `data` and `set` count besides. */
  saved?: Saved;
}

export type Entries = AsyncIterable<Entry> | Iterable<Entry>;
