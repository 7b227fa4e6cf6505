import { fail, ok, skipped, warn, type Check, type Finding } from '../contract.js';
import { inProcessZone, waitHours } from '../../guard/process-zone.js';
import { zoneTestimony, type ZoneDoubt } from '../../guard/zone.js';
import { noColumnOfEnds } from '../words.js';

/** Later than any session ends: before it the sessions that live longest are asked. */
const farAway = new Date('9000-01-01T00:00:00Z');

/** Whether a column without a zone is read in the one that it is written in, by its rows' own witness. */
export const zone: Check = {
  name: 'zone',
  run: async (target) => {
    const { table, clock } = target;
    if (table.expiryColumn === null) return skipped(noColumnOfEnds(table));
    if (!table.expiry.zoneless)
      return ok(`${table.expiryColumn.name} holds instants, not local times`);
    const now = table.layout.expiry.expired(clock.now(), table.dialect);
    const past = await zoneTestimony(target, now);
    if (past.doubt !== null) {
      return fail(`${past.doubt.what}: sessions that are alive look expired`, remedyOf(past.doubt));
    }
    const all = await zoneTestimony(target, farAway);
    if (all.doubt !== null) {
      return warn(`${all.doubt.what}: sessions will look expired too early`, remedyOf(all.doubt));
    }
    const ahead = all.ahead ?? (all.witnesses === 0 ? past.ahead : null);
    if (ahead !== null) {
      return warn(`${ahead.what}: sessions that have run out look alive for so long`, ahead.remedy);
    }
    return past.witnesses + all.witnesses > 0
      ? ok('the payloads say the same end as the column')
      : table.expiry.ofProcess
        ? skipped(`${inProcessZone(target)}, read as UTC: a purge waits ${waitHours} h longer`)
        : untold(table.expiryColumn.name);
  },
};

const remedyOf = ({ remedy }: ZoneDoubt): string => remedy;

const untold = (column: string): Finding =>
  skipped(`${column} has no zone, and no payload looked at tells which one is meant`);
