import type { SequelizeStore, Session, SessionFilter } from '../../index.js';
import type { Context } from '../context.js';
import { relativeExpiry } from '../output/expiry.js';
import { tokenText } from '../output/mask.js';
import { peopleText } from '../output/users-text.js';
import { counted, grouped } from '../text.js';
import { databaseNamed, placeOf } from './place.js';

/** Sessions that are looked at one by one; of more only the number is said. */
const mostRead = 2000;
const shownNewest = 3;

/** What a filter would delete. */
export interface Doomed {
  count: number;
  /** How many, and where, for a sentence that goes on. */
  what: string;
}

/** Says what a filter would delete: where, how many, whose, and the newest few. */
export async function tellDoomed(
  context: Context,
  store: SequelizeStore,
  filter: SessionFilter,
): Promise<Doomed> {
  const count = await store.count(filter);
  const isExpired = filter.state === 'expired';
  const what = `${counted(count, isExpired ? 'expired session' : 'session')} of ${databaseNamed(context, store)}`;
  if (count === 0) return { count, what };
  const expired = isExpired ? count : await store.count({ ...filter, state: 'expired' });
  const facts = [
    placeOf(context, store),
    `${grouped(Math.max(count - expired, 0))} active, ${grouped(expired)} expired`,
  ];
  const lines: string[] = [];
  if (count <= mostRead) {
    const sessions: Session[] = [];
    const users = new Set<string>();
    for await (const session of store.sessions({ ...filter, names: true })) {
      for (const user of session.users) users.add(user);
      // Payloads of all at once would be too much to keep.
      sessions.push({ ...session, data: null });
    }
    facts.push(counted(users.size, 'user'));
    lines.push(...newest(sessions));
  }
  for (const { what: kind, table, rows } of await store.along(filter)) {
    lines.push(`  with ${rows === null ? 'their' : grouped(rows)} ${kind} in ${table}`);
  }
  for (const line of [facts.join(' · '), ...lines]) await context.note(line);
  return { count, what };
}

/** The few that run out last: mostly those that were made last. */
function newest(sessions: readonly Session[]): string[] {
  const now = new Date();
  const end = ({ expiry }: Session): number => expiry?.getTime() ?? Infinity;
  return sessions
    .toSorted((a, b) => (end(b) === end(a) ? 0 : end(b) - end(a)))
    .slice(0, shownNewest)
    .map((session) => {
      const whose = session.users.length > 0 ? peopleText(session) : 'nobody';
      return `  ${tokenText(session, false)}  ${whose}  ${relativeExpiry(session, now)}`;
    });
}
