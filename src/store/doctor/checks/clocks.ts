import { fail, ok, warn, type Check } from '../contract.js';
import { cutoffOf } from '../../purge/cutoff.js';
import { span } from '../words.js';

/** More than this between two clocks is a clock that is wrong. */
const largestSkewMs = 5000;
/** More than this, and sessions are shown or kept for visibly too long. */
const badSkewMs = 60_000;

/** Whether this machine and the database have the same time. */
export const clocks: Check = {
  name: 'clocks',
  run: async (target) => {
    if (target.database.dialect.clockMillis === null) {
      return ok('the database goes by the clock of this machine');
    }
    const { skewMs } = await cutoffOf(target, 0);
    const apart = Math.abs(skewMs);
    if (apart <= largestSkewMs) return ok('the database and this machine have the same time');
    const [fast, slow] =
      skewMs > 0 ? ['the database', 'this machine'] : ['this machine', 'the database'];
    const message = `the clock of ${fast} is ${span(apart)} ahead of that of ${slow}: only what both call expired is purged`;
    return (apart > badSkewMs ? fail : warn)(message, 'set both clocks by NTP');
  },
};
