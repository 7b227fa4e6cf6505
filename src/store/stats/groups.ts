import { SessionAdminError } from '../../errors.js';
import type { BoundTable } from '../../layouts/contract.js';
import type { Session } from '../../session.js';
import type { People } from '../people/people.js';
import type { Target } from '../target.js';
import type {
  CountingOptions,
  Group,
  Grouping,
  GroupingOptions,
  Groups,
  GroupSort,
} from './contract.js';
import { tellsUsers } from './figures.js';
import { knownUsers } from './gatherer.js';
import { groupsInDatabase, type GroupsAsked } from './grouped/groups.js';
import type { Found } from './grouped/query.js';
import { Naming } from './naming.js';
import { readAll } from './read-all.js';
import { Tally, type Figure } from './tally.js';
import { inTextOrder } from './text-order.js';

/** What the sessions of a group have in common: nothing, one thing, or several. */
type KeysOf = (session: Session, users: readonly string[]) => readonly string[];

/** Groups the sessions that a filter lets pass. */
export async function groupsOf(
  target: Target,
  people: People,
  by: Grouping,
  options: GroupingOptions,
): Promise<Groups> {
  const {
    sort = by === 'day' ? 'key' : 'sessions',
    limit = Infinity,
    names = false,
    ...which
  } = options;
  const { table } = target;
  const day = by === 'day' ? dayIn(table) : null;
  const keysOf = day === null ? keysBy(by, table) : daysOf(day);
  const figures: Figure[] =
    by === 'user' ? ['active', 'lastSeen'] : ['active', 'users', 'lastSeen'];
  const [from] = limits(by, options);
  const asked = { by, day, figures, sort, limit, last: from < 0 };
  const naming = new Naming(table);
  const found =
    (await groupsInDatabase(target, asked, which)) ??
    (await groupsOfRows(target, asked, which, keysOf, naming));
  const tells = by !== 'user' && tellsUsers(table);
  const groups = found.groups
    .map((group) => ({ ...group, users: tells ? group.users : null, name: null }))
    .sort(inOrder(sort))
    .slice(...limits(by, options));
  const users = names && by === 'user' ? groups.flatMap(({ key }) => key ?? []) : [];
  const named = await naming.names(people, users);
  return {
    groups: groups.map((group) => ({ ...group, name: named.get(group.key ?? '') ?? null })),
    total: found.total,
    of: day,
  };
}

/** Groups the sessions by reading them, one after the other. */
async function groupsOfRows(
  target: Target,
  { by, figures, sort, limit }: GroupsAsked,
  which: CountingOptions,
  keysOf: KeysOf,
  naming: Naming,
): Promise<Pick<Found, 'groups' | 'total'>> {
  const { table } = target;
  // In any other order than that of their numbers, the last may turn out to be the first.
  const tally = new Tally(sort === 'sessions' ? limit : Infinity, figures);
  const none = new Tally(1, figures);
  await readAll(target, { ...which, device: by === 'device' }, (session) => {
    const users = knownUsers(session, table);
    naming.note(session);
    const counting = { active: session.state === 'active', lastSeen: session.lastSeen, users };
    const keys = keysOf(session, users);
    for (const key of keys) tally.add(key, counting);
    if (keys.length === 0) none.add('', counting);
  });
  return {
    groups: [...tally.leaders(), ...none.leaders().map((one) => ({ ...one, key: null }))],
    total: tally.size + none.size,
  };
}

/** The first so many; of days in their own order the last, which are the newest. */
const limits = (by: Grouping, { sort, limit = Infinity }: GroupingOptions): [number, number?] =>
  by === 'day' && sort === undefined && limit > 0 && limit < Infinity ? [-limit] : [0, limit];

function keysBy(by: Grouping, table: BoundTable): KeysOf {
  const { ip, agent } = table.facts;
  const has = {
    user: tellsUsers(table),
    ip: ip !== null,
    device: agent !== null,
    day: timeIn(table) !== null,
  };
  if (by === 'user' && has.user) return (_, users) => users;
  if (by === 'ip' && has.ip) return (session) => asList(session.ip);
  if (by === 'device' && has.device) return (session) => asList(session.device);
  if (by === 'state') return (session) => [session.state];
  throw doesNotTell(by, has);
}

const asList = (key: string | null): string[] => (key === null ? [] : [key]);

/** Says what sessions can be grouped by instead. */
function doesNotTell(by: Grouping, has: Readonly<Record<string, boolean>>): SessionAdminError {
  const there = Object.entries({ ...has, state: true }).flatMap(([name, is]) => (is ? name : []));
  return new SessionAdminError(
    'INVALID_ARGUMENT',
    `this table does not tell the ${by} of its sessions: group them by ${there.join(', ')}`,
  );
}

/** The instant that says most of when people came; null where the table has none. */
function timeIn({ facts, expiryColumn }: BoundTable): Groups['of'] {
  if (facts.created) return 'created';
  if (facts.lastSeen) return 'lastSeen';
  return expiryColumn ? 'expiry' : null;
}

function dayIn(table: BoundTable): NonNullable<Groups['of']> {
  const time = timeIn(table);
  if (time !== null) return time;
  throw new SessionAdminError(
    'INVALID_ARGUMENT',
    'this table tells no time of its sessions: group them by something else than the day',
  );
}

/** The day of it, in UTC. */
const daysOf =
  (name: 'created' | 'lastSeen' | 'expiry'): KeysOf =>
  (session) => {
    const at = session[name];
    return at === null ? [] : [at.toISOString().slice(0, 10)];
  };

/** Those without a key come last among equals. */
function inOrder(sort: GroupSort): (a: Group, b: Group) => number {
  const byKey = (a: Group, b: Group): number => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    return inTextOrder(a.key, b.key);
  };
  if (sort === 'key') return byKey;
  const figure = (group: Group): number => Number(group[sort] ?? -1);
  return (a, b) => figure(b) - figure(a) || byKey(a, b);
}
