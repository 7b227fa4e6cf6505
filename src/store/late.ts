import type { GoesAlong } from './along/count.js';
import type { Examined } from './doctor/contract.js';
import type { ExamineOptions } from './doctor/examine.js';
import type { SessionFilter } from './filter.js';
import type { LockoutOptions, LockoutResult } from './lockout/contract.js';
import type { People } from './people/people.js';
import type { Grouping, GroupingOptions, Groups, Stats, StatsOptions } from './stats/contract.js';
import type { Target } from './target.js';

// Only who asks for one of these loads what does it.

export const statsOf = async (
  target: Target,
  people: People,
  options: StatsOptions,
): Promise<Stats> => (await import('./stats/stats.js')).statsOf(target, people, options);

export const groupsOf = async (
  target: Target,
  people: People,
  by: Grouping,
  options: GroupingOptions,
): Promise<Groups> => (await import('./stats/groups.js')).groupsOf(target, people, by, options);

export const examine = async (target: Target, options: ExamineOptions): Promise<Examined[]> =>
  (await import('./doctor/examine.js')).examine(target, options);

export const lockout = async (target: Target, options: LockoutOptions): Promise<LockoutResult> =>
  (await import('./lockout/lockout.js')).lockout(target, options);

export async function countAlong(target: Target, filter: SessionFilter): Promise<GoesAlong[]> {
  if (target.table.layout.along.length === 0) return [];
  const along = await import('./along/count.js');
  return along.countAlong(target, filter);
}
