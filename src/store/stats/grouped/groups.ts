import { refuseAborted } from '../../../errors.js';
import { expiredCondition } from '../../expired.js';
import type { SessionFilter } from '../../filter.js';
import type { Target } from '../../target.js';
import type { CountingOptions, Groups, Grouping, GroupSort } from '../contract.js';
import type { Figure } from '../tally.js';
import { toldByColumns, type Key, type Told } from './columns.js';
import { findGroups, startOf, type Found } from './query.js';

export interface GroupsAsked {
  readonly by: Grouping;
  /** Of days: which instant says them. */
  readonly day: NonNullable<Groups['of']> | null;
  readonly figures: readonly Figure[];
  readonly sort: GroupSort;
  /** From the end of the order. */
  readonly last: boolean;
  readonly limit: number;
}

const dayMs = 86_400_000;

/** Has the database group sessions; null where their rows must be read for it, as `sumsInDatabase` says. */
export async function groupsInDatabase(
  target: Target,
  asked: GroupsAsked,
  { signal, onProgress, ...which }: CountingOptions,
): Promise<Found | null> {
  const { by, day, limit } = asked;
  // There are few states, and a day takes no more than its figures.
  if (limit === Infinity && by !== 'state' && by !== 'day') return null;
  const filter: SessionFilter = { state: 'all', ...which };
  const told = toldByColumns(target, filter);
  const now = target.clock.now();
  const key = told && keyOf(by, told, day, target, now);
  if (told === null || key === null) return null;
  refuseAborted(signal);
  const found = await target.database.atOneMoment((run) =>
    findGroups({ run, target, filter, told, now }, { ...asked, key }),
  );
  if (!found) return null;
  onProgress?.(found.groups.reduce((all, { sessions }) => all + sessions, 0));
  return day === null ? found : { ...found, groups: found.groups.map(asDay) };
}

/** What sessions are grouped by; null where no column says it, as the device. */
function keyOf(
  by: Grouping,
  told: Told,
  day: GroupsAsked['day'],
  { table }: Target,
  now: Date,
): Key | null {
  if (by === 'user') return told.user;
  if (by === 'ip') return told.ip;
  if (by === 'state') {
    return {
      sql: (binds) =>
        `CASE WHEN ${expiredCondition(table, now, binds)} THEN 'expired' ELSE 'active' END`,
      odd: [],
    };
  }
  const millis = day && told[day];
  return millis ? { sql: () => startOf(millis, dayMs), odd: [] } : null;
}

/** The day of an instant, in UTC, as it is called. */
const asDay = (group: Found['groups'][number]): Found['groups'][number] => ({
  ...group,
  key: group.key && new Date(Number(group.key)).toISOString().slice(0, 10),
});
