import type { People } from '../people/people.js';
import type { Target } from '../target.js';
import type { Grouping, GroupingOptions, Groups, Stats, StatsOptions } from './contract.js';

// Only who asks for numbers loads what makes them.

export const statsOf = async (
  target: Target,
  people: People,
  options: StatsOptions,
): Promise<Stats> => (await import('./stats.js')).statsOf(target, people, options);

export const groupsOf = async (
  target: Target,
  people: People,
  by: Grouping,
  options: GroupingOptions,
): Promise<Groups> => (await import('./groups.js')).groupsOf(target, people, by, options);
