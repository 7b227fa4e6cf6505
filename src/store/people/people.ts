import type { Dialect } from '../../database/contract.js';
import { Binds } from '../../database/statement.js';
import type { Column } from '../../database/table.js';
import type { Session } from '../../session.js';
import { scan } from '../read/scan.js';
import type { Target } from '../target.js';
import { usersElsewhere } from '../user.js';
import { ambiguous } from './refusal.js';
import { findPeople, isRefusal, type FoundPeople, type PeopleTable } from './table.js';

/** Who is meant by a text. */
export interface ResolvedUser {
  /** The id, as sessions have it. */
  readonly user: string;
  /** What the user logs in with; null where that is not known. */
  readonly name: string | null;
  /** Whether the text was that, and not the id. */
  readonly byName: boolean;
  /** The table of users that was asked; null where none can be. */
  readonly table: string | null;
  /** Whether it has such a user; null where none can be asked. */
  readonly known: boolean | null;
}

/** Where names come from. */
export interface PeopleInfo {
  /** The table of users, and the columns with what they log in with. */
  readonly table: string | null;
  readonly columns: readonly string[];
  /** Why no names are known; null where they are. */
  readonly why: string | null;
}

/** A user, as a table of users has one. */
interface Person {
  readonly id: string;
  /** What the user logs in with, the one to show first. */
  readonly names: readonly string[];
}

/** What to show of users, by their ids; null for nothing. */
type Shown = ReadonlyMap<string, string | null>;

/** What comes of a query for them: id and names, as `#ask` calls them. */
type Row = { id: unknown } & Record<`n${number}`, string | null>;

/** Names that are remembered while many sessions are shown. */
const mostKept = 10_000;
/** Ids that are asked for in one statement: SQLite looks through all names of values for each. */
const mostAsked = 100;
/** Users of a table that is read whole, once more names are wanted than one statement tells. */
const mostRead = 50_000;
/** Characters of a name; what is longer is cut, and nobody's login. */
const longestName = 256;
/** Users of one login that are looked at. */
const mostAlike = 100;

/**
 * What the users of sessions are called, by the table of users that is there.
 *
 * A database user who may not read it, or a statement that is refused, loses the names and nothing
 * else; it is asked once.
 */
export class People {
  readonly #target: Target;
  readonly #kept = new Map<string, string | null>();
  /** Everybody's, by their ids; null where there are too many of them. */
  #all: Promise<Shown | null> | undefined;
  #found: Promise<FoundPeople> | undefined;

  constructor(target: Target) {
    this.#target = target;
  }

  async info(): Promise<PeopleInfo> {
    const { table, why } = await this.#find();
    if (table === null) return { table: null, columns: [], why };
    const columns = table.columns.map(({ name }) => name);
    const missing = `${table.title} has no login and no e-mail that may be read`;
    return { table: table.title, columns, why: columns.length === 0 ? missing : null };
  }

  /** What users log in with, by their ids; those who are not known are left out. */
  async names(ids: Iterable<string>): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    const asked: string[] = [];
    for (const id of new Set(ids)) {
      const kept = this.#kept.get(id);
      if (kept === undefined) asked.push(id);
      else if (kept !== null) names.set(id, kept);
    }
    if (asked.length > mostAsked) this.#all ??= this.#everybody();
    const all = (await this.#all) ?? null;
    for (let i = 0; i < asked.length; i += mostAsked) {
      const some = asked.slice(i, i + mostAsked);
      for (const [id, name] of await this.#lookUp(some, all)) {
        if (name !== null) names.set(id, name);
      }
    }
    return names;
  }

  /** Gives sessions the names of their users; a login that may be another table's has none. */
  async name(sessions: readonly Session[]): Promise<void> {
    const { table } = this.#target;
    const named = sessions.filter(
      ({ user, data }) => user !== null && !usersElsewhere(table, data).includes(user),
    );
    if (named.length === 0) return;
    const names = await this.names(named.map(({ user }) => user ?? ''));
    for (const session of named) session.name = names.get(session.user ?? '') ?? null;
  }

  /** The same for pages of them. */
  async *named(pages: AsyncIterable<Session[]>): AsyncGenerator<Session[], void> {
    for await (const page of pages) {
      await this.name(page);
      yield page;
    }
  }

  /**
   * Finds who is meant by an id, or by what a user logs in with. Where nobody has such a login, or
   * there is no table to ask, the text is taken for an id. In which case letters are is looked at last.
   *
   * Throws `INVALID_ARGUMENT` where several users are meant, or an id and another user's login.
   */
  async resolve(text: string): Promise<ResolvedUser> {
    const { table } = await this.#find();
    const asId = { user: text, name: null, byName: false };
    if (table === null) return { ...asId, table: null, known: null };
    const exact = await this.#exactly(table, text);
    const known = exact?.find(({ id }) => table.key.forms(text).includes(id));
    const meant =
      exact?.length === 0
        ? await this.#inAnyCase(table, text)
        : exact?.filter(({ names }) => names.includes(text));
    if (meant === undefined) return { ...asId, table: null, known: null };
    const [first, ...others] = uniqueById(meant);
    if (first === undefined || (others.length === 0 && first.id === known?.id)) {
      const name = known?.names[0] ?? null;
      return { ...asId, name, table: table.title, known: known !== undefined };
    }
    const isId = known !== undefined || (await this.#couldBeId(table, text));
    if (isId || others.length > 0) {
      const users = [...(known ? [known] : []), first, ...others];
      const shown = uniqueById(users).map(({ id, names }) => ({ id, name: names[0] ?? null }));
      throw ambiguous(text, table.title, shown, isId);
    }
    const name = first.names[0] ?? null;
    return { user: first.id, name, byName: true, table: table.title, known: true };
  }

  /** Whether a text that is no user's id may be one all the same: of somebody who is no longer there. */
  async #couldBeId({ key }: PeopleTable, text: string): Promise<boolean> {
    if (key.kind === 'whole') return /^-?\d+$/.test(text);
    if (key.kind === 'uuid') return key.forms(text).length > 0;
    const theirs = { user: text, state: 'all', limit: 1, columns: [] } as const;
    const found = await scan(this.#target, this.#target.clock.now(), theirs).next();
    return found.done !== true;
  }

  #find(): Promise<FoundPeople> {
    this.#found ??= findPeople(this.#target, ({ names }) => names);
    return this.#found;
  }

  async #lookUp(
    ids: readonly string[],
    everybody: Shown | null,
  ): Promise<Map<string, string | null>> {
    const found = new Map<string, string | null>();
    const { table } = await this.#find();
    if (table === null || table.columns.length === 0) return found;
    const shown =
      everybody ?? shownOf(await this.#ask(table, (bind) => table.key.holds(ids, bind)));
    if (everybody === null && this.#kept.size + ids.length > mostKept) this.#kept.clear();
    for (const id of ids) {
      const form = shown.has(id) ? id : table.key.forms(id).find((one) => shown.has(one));
      const name = form === undefined ? null : (shown.get(form) ?? null);
      found.set(id, name);
      if (everybody === null) this.#kept.set(id, name);
    }
    return found;
  }

  async #everybody(): Promise<Shown | null> {
    const { table } = await this.#find();
    if (table === null || table.columns.length === 0) return null;
    const people = await this.#ask(table, () => '1 = 1', mostRead + 1);
    return people === undefined || people.length > mostRead ? null : shownOf(people);
  }

  /** Those who have a text as their id or log in with it; undefined where that is not to be known. */
  #exactly(table: PeopleTable, text: string): Promise<Person[] | undefined> {
    const { holds, quote } = this.#target.database.dialect;
    const columns = text.length > longestName ? [] : table.columns;
    return this.#ask(table, (bind) =>
      [
        table.key.holds([text], bind),
        ...columns.map(({ name, type }) => holds(quote(name), type, [text], bind)),
      ].join(' OR '),
    );
  }

  /** Those who log in with it in small and capital letters of any kind. */
  async #inAnyCase(table: PeopleTable, text: string): Promise<Person[] | undefined> {
    const { dialect } = this.#target.database;
    const lower = text.toLowerCase();
    // No server takes a NUL, and a text without letters was looked for as it is.
    const isOther = lower !== text.toUpperCase() && !text.includes('\0');
    if (text.length > longestName || !isOther || table.columns.length === 0) return [];
    const people = await this.#ask(table, (bind) =>
      table.columns
        .map((column) => `lower(${startOf(column, dialect)}) = lower(${bind(text)})`)
        .join(' OR '),
    );
    // What a collation takes for the same may be somebody else's.
    return people?.filter(({ names }) => names.some((name) => name.toLowerCase() === lower));
  }

  /** Asks the table of users; undefined, from then on too, where it is refused. */
  async #ask(
    table: PeopleTable,
    condition: (bind: Binds['add']) => string,
    most = mostAsked + mostAlike,
  ): Promise<Person[] | undefined> {
    const { database } = this.#target;
    const { dialect } = database;
    const { quote } = dialect;
    const binds = new Binds();
    const names = table.columns.map(
      (column, i) => `${startOf(column, dialect)} AS ${quote(`n${i}`)}`,
    );
    const sql = `SELECT ${[`${table.key.read} AS ${quote('id')}`, ...names].join(', ')}
      FROM ${table.sql} WHERE ${condition(binds.add)} LIMIT ${most}`;
    try {
      const rows = await database.select<Row>({ sql, bind: binds.values });
      return rows.map((row) => ({
        id: table.key.print(row.id) ?? '',
        names: table.columns.flatMap((_, i) => nameIn(row[`n${i}`])),
      }));
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#found = Promise.resolve({ table: null, why: error.message });
      return undefined;
    }
  }
}

/** SQL for as much of a name as is looked at: what is longer is seen to be. */
const startOf = ({ name, type }: Column, { asText, quote }: Dialect): string =>
  `substr(${asText(quote(name), type)}, 1, ${longestName + 1})`;

/** What a column tells: nothing where it is empty. */
function nameIn(value: unknown): string[] {
  if (typeof value !== 'string' || value.trim() === '') return [];
  return [value.length > longestName ? `${value.slice(0, longestName)}…` : value];
}

function shownOf(people: readonly Person[] = []): Shown {
  const shown = new Map<string, string | null>();
  for (const { id, names } of people) {
    const name = names[0] ?? null;
    // Of two who have one id nobody knows which it is.
    shown.set(id, shown.has(id) && shown.get(id) !== name ? null : name);
  }
  return shown;
}

const uniqueById = (people: readonly Person[]): Person[] => [
  ...new Map(people.map((person) => [person.id, person])).values(),
];
