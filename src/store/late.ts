import type { Database } from '../database/database.js';
import type { GoesAlong } from './along/count.js';
import type { Examined } from './doctor/contract.js';
import type { ExamineOptions } from './doctor/examine.js';
import type { SessionFilter } from './filter.js';
import type { LockoutOptions, LockoutResult } from './lockout/contract.js';
import type { People } from './people/people.js';
import type { Grouping, GroupingOptions, Groups, Stats, StatsOptions } from './stats/contract.js';
import type { Encoder } from './encode.js';
import type { Login, LoginOptions } from './login.js';
import type { PurgeOptions } from './purge/options.js';
import type { PurgeResult } from './purge/purge.js';
import type { ExpiredSurvey } from './purge/survey.js';
import type { RemoveOptions, RemoveResult } from './remove/rows.js';
import type { Target } from './target.js';
import type { Entries, Entry } from './write/entry.js';
import type { Check, ImportOptions } from './write/write.js';

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

export const purgeExpired = async (target: Target, options: PurgeOptions): Promise<PurgeResult> =>
  (await import('./purge/purge.js')).purgeExpired(target, options);

export const surveyExpired = async (target: Target, cutoff: Date): Promise<ExpiredSurvey> =>
  (await import('./purge/survey.js')).surveyExpired(target, cutoff);

export const missingIndex = async (target: Target): Promise<string | null> =>
  (await import('./purge/survey.js')).missingIndex(target);

export const spaceAdvice = async (target: Target, deleted: number): Promise<string | null> =>
  (await import('./purge/space.js')).spaceAdvice(target, deleted);

export const sizeOnDisk = async (target: Target): Promise<number | null> =>
  (await import('./purge/space.js')).sizeOnDisk(target);

export const removeOne = async (target: Target, token: string): Promise<boolean> =>
  (await import('./remove/tokens.js')).removeOne(target, token);

export const removeTokens = async (
  target: Target,
  tokens: string[],
  options: RemoveOptions,
): Promise<RemoveResult> =>
  (await import('./remove/tokens.js')).removeTokens(target, tokens, options);

export const removeMatching = async (
  target: Target,
  filter: SessionFilter,
  options: RemoveOptions,
): Promise<RemoveResult> =>
  (await import('./remove/matching.js')).removeMatching(target, filter, options);

export const removeAll = async (target: Target, options: RemoveOptions): Promise<RemoveResult> =>
  (await import('./remove/all.js')).removeAll(target, options);

export const login = async (
  target: Target,
  encoder: Encoder,
  options: LoginOptions,
): Promise<Login> => (await import('./login.js')).login(target, encoder, options);

export const commitSession = async (target: Target, entry: Entry): Promise<void> =>
  (await import('./write/write.js')).commitSession(target, entry);

export const importSessions = async (
  target: Target,
  entries: (here: Database, check: Check) => Entries,
  options: ImportOptions,
): Promise<number> => (await import('./write/write.js')).importSessions(target, entries, options);
