import { ok, skipped, warn, type Check } from '../contract.js';
import { endsBefore, purgedEdge } from '../../expired.js';
import type { Target } from '../../target.js';
import { countUpTo, oldestEnd } from '../bounded.js';
import { span, noColumnOfEnds } from '../words.js';

/**
 * Sessions that were used after another had run out. Each was a request at least, of which two in a
 * hundred sweep by default: that none of so many did happens less than once in a hundred times.
 */
const enoughRequests = 230;

/** Whether the lifetime that is reckoned with is the application's, where only that tells an end. */
export const lifetime: Check = {
  name: 'lifetime',
  run: async (target) => {
    const { table, clock } = target;
    const { layout, lifetimeMs, rule, lifetimeSetting: setting } = table;
    if (table.expiryColumn === null) return skipped(noColumnOfEnds(table));
    if (lifetimeMs === 0) return ok(`${rule} says when each session runs out`);
    const isUsual = layout.expiry.lifetimeMs === lifetimeMs;
    if (setting !== null && setting.lifetimeMs === null) {
      return warn(
        `a session runs out at ${rule}, the usual lifetime of ${layout.title}: its setting ${setting.where} cannot be read`,
        'give the lifetime that the application has',
        'lifetime',
      );
    }
    const given = setting === null ? 'as it was given' : `as its setting ${setting.where} has it`;
    const whose = isUsual ? `the usual lifetime of ${layout.title}` : given;
    if (!layout.expiry.swept) return ok(`a session runs out at ${rule}, ${whose}`);
    const dead = await oldestEnd(target, purgedEdge(table, clock.now()));
    if (dead === null || (await usedAfter(dead, target)) < enoughRequests) {
      return ok(`a session runs out at ${rule}, ${whose}`);
    }
    const lived = span(clock.now().getTime() - dead.getTime() + lifetimeMs);
    return warn(
      `a session runs out at ${rule}, ${whose}, but one that was last used ${lived} ago is still there: ` +
        'the application’s lifetime is longer, or its sweeping is off',
      'give the lifetime that the application has',
      'lifetime',
    );
  },
};

/** How many sessions, up to what is enough, were last used after an instant. */
function usedAfter(instant: Date, target: Target): Promise<number> {
  const { lifetimeMs } = target.table;
  const end = new Date(instant.getTime() + lifetimeMs);
  return countUpTo(target, enoughRequests, (binds) => [
    `NOT (${endsBefore(target.table, end, binds)})`,
  ]);
}
