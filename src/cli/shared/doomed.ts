import type { SequelizeStore, Session, SessionFilter } from '../../index.js';
import type { Context } from '../context.js';
import { cellText } from '../output/json.js';
import { peopleText } from '../output/users-text.js';
import { counted, grouped } from '../text.js';
import { endedWords } from './ended.js';
import { databaseNamed, placeOf } from './place.js';
import { newestLines } from './newest.js';

/** Sessions that are looked at one by one; of more only the number is said. */
const mostRead = 2000;
/** So few users are named. */
const mostNamed = 3;

/** What a filter would delete. */
export interface Doomed {
  count: number;
  /** How many, where, and what would become of them, for a sentence that goes on. */
  what: string;
}

/**
 * Says what a filter would delete: where, how many, whose, the newest few, what goes along, and what
 * lives on, unless the command says that itself at its end.
 */
export async function tellDoomed(
  context: Context,
  store: SequelizeStore,
  filter: SessionFilter,
  { livesOn = true }: { livesOn?: boolean } = {},
): Promise<Doomed> {
  const count = await store.count(filter);
  const isExpired = filter.state === 'expired';
  const of = `${counted(count, isExpired ? 'expired session' : 'session')} of ${databaseNamed(context, store)}`;
  const what = `${of} would be ${endedWords(store, filter)}`;
  if (count === 0) return { count, what };
  const active = isExpired ? 0 : await store.count({ ...filter, state: 'active' });
  const facts = [
    placeOf(context, store),
    `${grouped(active)} active, ${grouped(Math.max(count - active, 0))} expired`,
  ];
  const lines: string[] = [];
  if (count <= mostRead) {
    const sessions: Session[] = [];
    for await (const session of store.sessions({ ...filter, names: true, device: true })) {
      // Payloads of all at once would be too much to keep.
      sessions.push({ ...session, data: null });
    }
    facts.push(whoseText(sessions));
    lines.push(...(await newestLines(context, store, sessions)));
  }
  for (const { what: kind, table, rows } of await store.along(filter)) {
    lines.push(`  with ${rows === null ? 'their' : grouped(rows)} ${kind} in ${table}`);
  }
  const { caveat, title } = store.info;
  if (livesOn && caveat !== null) lines.push(`  what lives on, of ${title}: ${caveat}`);
  for (const line of [facts.join(' · '), ...lines]) await context.note(line);
  return { count, what };
}

/** Whose sessions they are: of a few users who, of more how many. */
function whoseText(sessions: readonly Session[]): string {
  const users = new Map<string, string>();
  for (const session of sessions) {
    for (const user of session.users) {
      const isNamed = session.name !== null && user === session.user;
      if (isNamed || !users.has(user)) {
        users.set(user, isNamed ? peopleText({ ...session, users: [user] }) : cellText(user));
      }
    }
  }
  const who = counted(users.size, 'user');
  return users.size === 0 || users.size > mostNamed
    ? who
    : `${who}: ${[...users.values()].join(', ')}`;
}
