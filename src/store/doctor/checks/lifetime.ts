import { ok, skipped, warn, type Check } from '../contract.js';
import { endsBefore, purgedEdge } from '../../expired.js';
import type { Target } from '../../target.js';
import { countUpTo, oldestEnd } from '../bounded.js';
import { span, noColumnOfEnds } from '../words.js';

/** Jobs come once a day at least. */
const jobsMs = 2 * 86_400_000;
/** PHP's own recommended settings; by its defaults it is one request in a hundred. */
const phpSweepsIn = 0.001;

/**
 * How many sessions must have been used after another had run out, and how long that must be ago, so
 * that it would be gone: each was a request at least, and that none of so many sweeps happens less
 * than once in a hundred times.
 */
const enough = (sweptIn: number | null) => ({
  requests: Math.ceil(Math.log(0.01) / Math.log(1 - (sweptIn ?? phpSweepsIn))),
  deadMs: sweptIn === null ? jobsMs : 0,
});

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
    const deadMs = dead === null ? 0 : clock.now().getTime() - dead.getTime();
    const sure = enough(layout.expiry.sweptIn);
    if (
      dead === null ||
      deadMs < sure.deadMs ||
      (await usedAfter(dead, sure.requests, target)) < sure.requests
    ) {
      return ok(`a session runs out at ${rule}, ${whose}`);
    }
    const lived = span(deadMs + lifetimeMs);
    return warn(
      `a session runs out at ${rule}, ${whose}, but one that was last used ${lived} ago is still there: ` +
        'the application’s lifetime is longer, or its sweeping is off',
      'give the lifetime that the application has',
      'lifetime',
    );
  },
};

/** How many sessions, up to so many, were last used after an instant. */
function usedAfter(instant: Date, most: number, target: Target): Promise<number> {
  const { lifetimeMs } = target.table;
  const end = new Date(instant.getTime() + lifetimeMs);
  return countUpTo(target, most, (binds) => [`NOT (${endsBefore(target.table, end, binds)})`]);
}
