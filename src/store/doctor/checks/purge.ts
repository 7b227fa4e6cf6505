import { ok, skipped, warn, type Check } from '../contract.js';
import { purgeable, purgedEdge } from '../../expired.js';
import { countUpTo, oldestEnd } from '../bounded.js';
import { counted, span, noColumnOfEnds } from '../words.js';

const mostCounted = 10_000;

/** Whether anybody removes what has run out. */
export const purge: Check = {
  name: 'purge',
  run: async (target, { deadMs }) => {
    const { table, clock } = target;
    if (table.expiryColumn === null) return skipped(noColumnOfEnds(table));
    const now = clock.now();
    const edge = purgedEdge(table, now);
    const oldest = await oldestEnd(target, edge);
    if (oldest === null) {
      const isEmpty = (await countUpTo(target, 1)) === 0;
      return ok(isEmpty ? 'the table is empty' : 'no expired session is left in the table');
    }
    const count = await countUpTo(target, mostCounted + 1, (binds) => [
      purgeable(table, edge, binds),
    ]);
    const many =
      count > mostCounted
        ? `more than ${counted(mostCounted, 'expired session')} are`
        : `${counted(count, 'expired session')} ${count === 1 ? 'is' : 'are'}`;
    const dead = now.getTime() - oldest.getTime();
    const message = `${many} in the table, dead for up to ${span(dead)}`;
    if (dead < deadMs) return ok(message);
    return warn(
      `${message}: nobody seems to purge it`,
      'purge it regularly, by cron or by a watch',
    );
  },
};
