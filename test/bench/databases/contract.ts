/**
 * A database with gormstore's table in it, filled through the database's own shell.
 *
 * Of six rows five have expired, over the last 30 days; the sixth lives for minutes to a day yet.
 * Tokens are random, 43 characters of base64url; payloads have 200 bytes; rows lie in the table in
 * no order of their expiry.
 */
export interface BenchDatabase {
  /** What the report calls it. */
  readonly title: string;
  /** Its URL for `--database`, and for the driver of the writing client. */
  readonly url: string;
  /** Makes the rows, once. */
  prepare(rows: number): Promise<void>;
  /** Puts all of the rows back, and leaves nothing to be written behind. */
  refresh(): Promise<void>;
  /** One DELETE of everything expired, by the database's own shell. */
  deleteInShell(): Promise<{ ms: number }>;
  /** Runs statements, or its shell's own commands, in the database's shell, and keeps no output. */
  inShell(...statements: string[]): Promise<{ ms: number }>;
  /** Expired rows, and those that the measurement began with and that live. */
  count(): Promise<{ expired: number; live: number }>;
  /** Removes everything that `prepare` made. */
  drop(): Promise<void>;
}

/** How many of the prepared rows live. */
export const liveRows = (rows: number): number => Math.floor(rows / 6);

/** The first characters of a token that the writing client adds, which no prepared token has. */
export const writerPrefix = '~';
