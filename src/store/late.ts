import type { GoesAlong } from './along/count.js';
import type { SessionFilter } from './filter.js';
import type { Target } from './target.js';

/** What is loaded once it is asked for: only who asks for it needs what does it. */
const late =
  <Args extends unknown[], Result>(load: () => Promise<(...args: Args) => Promise<Result>>) =>
  async (...args: Args): Promise<Result> =>
    (await load())(...args);

export const statsOf = late(async () => (await import('./stats/stats.js')).statsOf);
export const groupsOf = late(async () => (await import('./stats/groups.js')).groupsOf);
export const examine = late(async () => (await import('./doctor/examine.js')).examine);
export const lockout = late(async () => (await import('./lockout/lockout.js')).lockout);

export const purgeExpired = late(async () => (await import('./purge/purge.js')).purgeExpired);
export const surveyExpired = late(async () => (await import('./purge/survey.js')).surveyExpired);
export const missingIndex = late(async () => (await import('./purge/survey.js')).missingIndex);
export const spaceAdvice = late(async () => (await import('./purge/space.js')).spaceAdvice);
export const sizeOnDisk = late(async () => (await import('./purge/space.js')).sizeOnDisk);

export const removeOne = late(async () => (await import('./remove/tokens.js')).removeOne);
export const removeTokens = late(async () => (await import('./remove/tokens.js')).removeTokens);
export const removeMatching = late(
  async () => (await import('./remove/matching.js')).removeMatching,
);
export const removeAll = late(async () => (await import('./remove/all.js')).removeAll);

export const login = late(async () => (await import('./login.js')).login);
export const commitSession = late(async () => (await import('./write/write.js')).commitSession);
export const importSessions = late(async () => (await import('./write/write.js')).importSessions);

export async function countAlong(target: Target, filter: SessionFilter): Promise<GoesAlong[]> {
  if (target.table.layout.along.length === 0) return [];
  const along = await import('./along/count.js');
  return along.countAlong(target, filter);
}
