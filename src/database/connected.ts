import type { Sequelize } from 'sequelize';
import type { Dialect, DialectName } from './contract.js';

/** How what is said to a server, and what it answers, travels. */
export type Transport = 'TLS' | 'plain text' | 'plain text, as the server offers no TLS' | 'socket';

/** A database that was opened from a URL. */
export interface Connected {
  sequelize: Sequelize;
  dialect: Dialect;
  /** What to call the database in front of people: no password. */
  title: string;
  /** How what is said travels; null where nobody knows, where nothing was said yet, and for a file. */
  transport(): Transport | null;
  /** Whether it is on another machine, as far as its host's name tells; null where nobody knows. */
  readonly remote: boolean | null;
  /** The limit that the URL gives each statement, in milliseconds; undefined where it gives none. */
  statementMs: number | undefined;
  /** Closes the connections; called once. */
  close(): Promise<void>;
}

/** Where a database is, as its URL says. */
export interface Location {
  readonly dialect: DialectName;
  /** What to call it in front of people: no password. */
  readonly title: string;
  /** SQLite: the file. */
  readonly path: string;
  /** The servers: host, or the folder or file of a socket; port; names; driver options. */
  readonly server: ServerLocation | null;
}

export interface ServerLocation {
  readonly host: string;
  readonly port: number | undefined;
  readonly database: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Options of the driver's own: TLS, socket, timeouts. */
  readonly driver: Readonly<Record<string, string>>;
}

export interface ConnectOptions {
  /**
   * Refuse every write. A SQLite file is opened so; a server's session is left alone, since a pooler
   * (PgBouncer, ProxySQL) would hand what is set there to the next client. Default is `false`.
   */
  readOnly?: boolean;
  /** Create a SQLite file that does not exist. Default is `false`. */
  create?: boolean;
  /** How many connections to a server there may be at a time. Default is `5`. */
  connections?: number;
}
