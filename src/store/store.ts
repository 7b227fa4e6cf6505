import type { Sequelize } from 'sequelize';
import type { Database } from '../database/database.js';
import { SessionAdminError } from '../errors.js';
import type { Session } from '../session.js';
import { Cleanup, type CleanupOptions } from './purge/cleanup.js';
import { cookieFor, toKey, tokenFromCookie } from './cookie.js';
import { Encoder } from './encode.js';
import { refuseUnproven } from './guard/layout.js';
import type { Examined } from './doctor/contract.js';
import type { ExamineOptions } from './doctor/examine.js';
import type { GoesAlong } from './along/count.js';
import type { SessionFilter } from './filter.js';
import { infoOf, type StoreInfo } from './info.js';
import * as late from './late.js';
import type { LockoutOptions, LockoutResult } from './lockout/contract.js';
import type { Login, LoginOptions } from './login.js';
import { openTarget } from './open.js';
import { applicationOf, type OwnTableOptions, type StoreOptions } from './options.js';
import type { Entries, Entry } from './write/entry.js';
import { People, type PeopleInfo, type ResolvedUser } from './people/people.js';
import type { PurgeOptions } from './purge/options.js';
import type { PurgeResult } from './purge/purge.js';
import type { RemoveOptions, RemoveResult } from './remove/rows.js';
import { rowOf, sessionReader } from './row.js';
import { asBytes, withDevices, type RowOptions } from './row-columns.js';
import { countSessions, scan, type ScanOptions } from './read/scan.js';
import { expiryWarning } from './guard/expiry.js';
import { purgedEdge } from './expired.js';
import type { ExpiredSurvey } from './purge/survey.js';
import type { Grouping, GroupingOptions, Groups, Stats, StatsOptions } from './stats/contract.js';
import type { Target } from './target.js';
import type { Check, ImportOptions } from './write/write.js';

const fiveMinutesMs = 5 * 60 * 1000;

/**
 * A session table behind Sequelize: the port of gormstore.
 *
 * A session is active while its expiry is now or later. Every method may throw a SessionAdminError;
 * none has a token or a payload in its message.
 *
 * Source: alexedwards/scs, gormstore/gormstore.go.
 */
export class SequelizeStore implements AsyncDisposable {
  readonly #target: Target;
  readonly #encoder: Encoder;
  readonly #people: People;
  #cleanup: Cleanup | undefined;

  private constructor(target: Target, options: StoreOptions) {
    this.#people = new People(target);
    this.#target = { ...target, naming: this.#people };
    this.#encoder = new Encoder(target, applicationOf(options));
  }

  /**
   * Opens gormstore's own table, and makes it where it is missing. A background cleanup comes every
   * `cleanupInterval`, 5 minutes by default; 0 is none. gormstore's `New` and `NewWithCleanupInterval`.
   */
  static create(
    database: string | Sequelize,
    options: OwnTableOptions = {},
  ): Promise<SequelizeStore> {
    const { cleanupInterval = fiveMinutesMs } = options;
    return SequelizeStore.open(database, {
      table: 'sessions',
      ...options,
      layout: 'scs',
      create: true,
      cleanupInterval,
    });
  }

  /**
   * Opens the session table that is there, of whatever framework, at a database URL or over the
   * caller's Sequelize instance, which stays the caller's to close. Nothing is created or cleaned up
   * unless an option asks for it; the first cleanup comes one interval later.
   *
   * Throws a RangeError for an interval that is negative or not a number.
   */
  static async open(
    database: string | Sequelize,
    options: StoreOptions = {},
  ): Promise<SequelizeStore> {
    const store = new SequelizeStore(await openTarget(database, options), options);
    const { cleanupInterval: interval = 0, onCleanupError: onError } = options;
    store.startCleanup({ interval, ...(onError && { onError }) });
    return store;
  }

  /** What was found: the database, the table and its layout. */
  get info(): StoreInfo {
    return infoOf(this.#target);
  }

  /** Returns an active session's payload; undefined where it is missing or expired. gormstore's `Find`. */
  async find(token: string): Promise<Buffer | undefined> {
    refuseEmpty(token);
    const row = await rowOf(this.#target, token, { decode: false, raw: true, facts: false });
    const found = row && sessionReader(this.#target, { decode: false, facts: false })(row);
    return found?.state === 'active' ? asBytes(row?.data) : undefined;
  }

  /**
   * Adds a session, or replaces its payload and expiry, in one statement. An expiry of null never
   * runs out. gormstore's `Commit`.
   */
  async commit(entry: Entry): Promise<void> {
    await refuseUnproven(this.#target);
    await late.commitSession(this.#target, entry);
  }

  /**
   * Stores a session that is logged in, as `put --generate --cookie` does: gives its id, its token and
   * the cookie. Nothing is stored where the cookie cannot be made.
   */
  async login(options: LoginOptions = {}): Promise<Login> {
    await refuseUnproven(this.#target);
    return late.login(this.#target, this.#encoder, options);
  }

  /** Deletes a session and says whether there was one. gormstore's `Delete`. */
  async delete(token: string): Promise<boolean> {
    refuseEmpty(token);
    await refuseUnproven(this.#target);
    return late.removeOne(this.#target, token);
  }

  /** Returns the payloads of all active sessions, by token. gormstore's `All`; `sessions` does it in constant memory. */
  async all(): Promise<Map<string, Buffer>> {
    const payloads = new Map<string, Buffer>();
    for await (const { token, raw } of this.sessions({ decode: false, raw: true, facts: false })) {
      if (token !== '' && raw) payloads.set(token, raw);
    }
    return payloads;
  }

  /** Ends the background cleanup, after the batch in hand where a purge is running. gormstore's `StopCleanup`. */
  async stopCleanup(): Promise<void> {
    await this.#cleanup?.stop();
  }

  /** Starts a cleanup in place of one that runs already; an interval of 0 starts none. */
  startCleanup(options: CleanupOptions & { purge?: Omit<PurgeOptions, 'signal'> }): void {
    void this.#cleanup?.stop();
    const purge = (signal: AbortSignal) => this.purge({ ...options.purge, signal });
    this.#cleanup =
      options.interval > 0 ? new Cleanup(purge, this.#target.clock, options) : undefined;
  }

  /** Returns one session decoded, whether active or expired; undefined where there is none. */
  async get(token: string, options: RowOptions = {}): Promise<Session | undefined> {
    refuseEmpty(token);
    const row = await rowOf(this.#target, token, options);
    const session =
      row && sessionReader(this.#target, await withDevices(this.#target, options))(row);
    if (session && options.names) await this.#people.name([session]);
    return session;
  }

  /** Goes over the sessions that a filter lets pass, decoded, in constant memory. */
  async *sessions(options: ScanOptions = {}): AsyncGenerator<Session, void> {
    for await (const page of this.pages(options)) yield* page;
  }

  /** The same, some hundreds at a time, for those who write many out. */
  pages(options: ScanOptions = {}): AsyncGenerator<Session[], void> {
    const pages = scan(this.#target, this.#target.clock.now(), options);
    return options.names ? this.#people.named(pages) : pages;
  }

  /** What users log in with, by their ids; those whom no table of users knows are left out. */
  names = (ids: Iterable<string>): Promise<Map<string, string>> => this.#people.names(ids);

  /**
   * Finds who is meant by an id, a login or an e-mail: the `user` of a filter. Throws
   * `INVALID_ARGUMENT` where several are.
   */
  resolveUser = (text: string): Promise<ResolvedUser> => this.#people.resolve(text);

  /** Where names come from, or why there are none. */
  people = (): Promise<PeopleInfo> => this.#people.info();

  /** Counts the sessions that a filter lets pass; in the database, unless payloads must be read. */
  count(filter: SessionFilter & { signal?: AbortSignal } = {}): Promise<number> {
    return countSessions(this.#target, this.#target.clock.now(), filter);
  }

  /**
   * Adds or replaces many sessions, all or none. Gives how many entries there were. Entries that are
   * made on the way come from a function, whose `encode` needs no connection besides the import's, and
   * whose `check` throws where a value does not fit its column: the import does that for each entry.
   */
  async import(
    entries: Entries | ((encode: SequelizeStore['encode'], check: Check) => Entries),
    options: ImportOptions = {},
  ): Promise<number> {
    await refuseUnproven(this.#target);
    const made = (here: Database, check: Check): Entries =>
      typeof entries === 'function' ? entries(this.#encoder.over(here), check) : entries;
    return late.importSessions(this.#target, made, options);
  }

  /** Deletes the sessions of these tokens. What there were and is not deleted was kept by the database. */
  async deleteMany(tokens: Iterable<string>, options: RemoveOptions = {}): Promise<RemoveResult> {
    const all = [...tokens];
    all.forEach(refuseEmpty);
    await refuseUnproven(this.#target);
    return late.removeTokens(this.#target, all, options);
  }

  /** Deletes the sessions that a filter lets pass, in batches, or marks them: see RemoveResult. */
  async deleteMatching(filter: SessionFilter, options: RemoveOptions = {}): Promise<RemoveResult> {
    await refuseUnproven(this.#target);
    return late.removeMatching(this.#target, filter, options);
  }

  /** Deletes every session, in batches: see RemoveResult. */
  async deleteAll(options: RemoveOptions = {}): Promise<RemoveResult> {
    await refuseUnproven(this.#target);
    return late.removeAll(this.#target, options);
  }

  /**
   * Ends a person's sessions and what lets the person in again, as the layout has it, in one
   * transaction, and says what lives on all the same.
   */
  lockout = (options: LockoutOptions): Promise<LockoutResult> =>
    late.lockout(this.#target, options);

  /** Deletes the expired sessions, in batches. gormstore's `deleteExpired`. */
  purge(options: PurgeOptions = {}): Promise<PurgeResult> {
    return late.purgeExpired(this.#target, options);
  }

  /**
   * Why sessions that are alive may be taken for expired, or the other way round, since their column
   * is in another zone or in one that nothing tells; null where nothing says so. Looks at a few rows,
   * and of one session that is `shown` at that one.
   */
  expiryWarning = (shown: Session | null = null): Promise<string | null> =>
    expiryWarning(this.#target, shown);

  /** The statement that would add the index which a purge wants; null where the table has one. */
  missingIndex = (): Promise<string | null> => late.missingIndex(this.#target);

  /**
   * What gives the space back that a purge of so many rows has left empty, for people; null where that
   * is not worth a word, or not known in two seconds.
   */
  spaceAdvice = (deleted: number): Promise<string | null> =>
    late.spaceAdvice(this.#target, deleted);

  /** The bytes that the table takes on disk, or its SQLite file; null where that is not told at once. */
  sizeOnDisk = (): Promise<number | null> => late.sizeOnDisk(this.#target);

  /**
   * Examines the table, its database and its set-up, a finding a check, and changes nothing. Throws
   * `DATABASE_UNAVAILABLE` where the database is gone meanwhile.
   */
  examine = (options: ExamineOptions = {}): Promise<Examined[]> =>
    late.examine(this.#target, options);

  /** Who is in the table, in numbers: one pass, in memory that does not grow with the sessions. */
  stats = (options: StatsOptions = {}): Promise<Stats> =>
    late.statsOf(this.#target, this.#people, options);

  /** The same for each user, address and so on; throws `INVALID_ARGUMENT` for what the table does not tell. */
  groups = (by: Grouping, options: GroupingOptions = {}): Promise<Groups> =>
    late.groupsOf(this.#target, this.#people, by, options);

  /** Counts the rows of other tables that go with the sessions which a filter lets pass. */
  along = (filter: SessionFilter = {}): Promise<GoesAlong[]> =>
    late.countAlong(this.#target, filter);

  /** Looks at what a purge with this cutoff would delete. */
  survey(cutoff: Date): Promise<ExpiredSurvey> {
    return late.surveyExpired(this.#target, purgedEdge(this.#target.table, cutoff));
  }

  /** Encodes values into a payload as the table's application writes it: see Values. */
  encode: Encoder['encode'] = (entry) => this.#encoder.encode(entry);

  /** Returns a new id as the framework makes them, for a cookie; throws where the database counts the ids. */
  generateId(): string {
    const { key, layout } = this.#target.table;
    return key.generate(layout.key);
  }

  /** Returns the token of an id; `hashed` where the application stores hashes. */
  toKey = (id: string, { hashed = false } = {}): string => toKey(this.#target, id, hashed);

  /**
   * Returns the Cookie header that logs in with an id, `name=value`. Throws `INVALID_ARGUMENT` where it
   * must be signed and there is no secret, or where the framework's cookie is not known.
   */
  cookieFor = (id: string, name?: string): string => cookieFor(this.#target, id, name);

  /**
   * Returns the token of the session that a cookie carries, or undefined where there is no such
   * session. It is taken as its value, as `name=value` or as a whole Cookie header.
   *
   * Throws `INVALID_ARGUMENT` where it is no such cookie, or was not signed with the secret given.
   */
  tokenFromCookie(cookie: string, name?: string): Promise<string | undefined> {
    return tokenFromCookie(this.#target, cookie, name);
  }

  /** Stops the cleanup and closes the connections that `open` made. */
  async close(): Promise<void> {
    await this.stopCleanup();
    await this.#target.database.close();
  }

  [Symbol.asyncDispose] = (): Promise<void> => this.close();
}

function refuseEmpty(token: string): void {
  if (token === '') throw new SessionAdminError('INVALID_ARGUMENT', 'the token is empty');
}
