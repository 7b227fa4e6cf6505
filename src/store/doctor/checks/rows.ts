import { ok, skipped, warn, type Check } from '../contract.js';
import type { Session } from '../../../session.js';
import { payloadFailure } from '../../row.js';
import { scan } from '../../read/scan.js';
import type { Target } from '../../target.js';
import { isOn, uniqueIndexes } from '../../write/unique.js';
import { counted, share } from '../words.js';

/** A row in a hundred may be anybody's accident. */
const tolerated = 0.01;

/** Whether expiries and payloads can be read, by a bounded number of rows. */
export const rows: Check = {
  name: 'rows',
  run: async (target, { sampledRows }) => {
    const tally = { rows: 0, undated: 0, undecoded: 0, sealed: 0 };
    const order = await randomOrder(target);
    const options = {
      state: 'all',
      limit: sampledRows,
      decode: false,
      raw: true,
      columns: [],
    } as const;
    for await (const page of scan(target, target.clock.now(), { ...options, ...order })) {
      for (const session of page) add(session, tally, target);
    }
    if (tally.rows === 0) return skipped('the table is empty');
    if (tally.sealed === tally.rows) {
      return skipped('payloads are encrypted', 'give the application’s key', 'secret');
    }
    const told = [
      ...(tally.undated > 0 ? [`${tally.undated} have an expiry that is no instant`] : []),
      ...(tally.undecoded > 0 ? [`${tally.undecoded} have a payload that cannot be decoded`] : []),
    ];
    const looked = counted(tally.rows, 'row');
    if (told.length === 0)
      return ok(`${looked} looked at: ${tally.rows === 1 ? 'it' : 'all'} can be read`);
    const bad = tally.undated + tally.undecoded;
    const message = `of ${looked} looked at ${told.join(', and ')} (${share(bad, tally.rows)})`;
    if (bad < tally.rows * tolerated) return ok(message);
    return warn(
      message,
      'see what is wrong with each in a list’s field error; name the codec or the secret, or delete those rows',
      'codec',
      'secret',
    );
  },
};

interface Tally {
  rows: number;
  undated: number;
  undecoded: number;
  /** Those that only want a key. */
  sealed: number;
}

function add(session: Session, tally: Tally, target: Target): void {
  tally.rows++;
  const failure = payloadFailure(session.raw, target);
  if (failure?.options.includes('secret')) tally.sealed++;
  else if (failure !== null) tally.undecoded++;
  else if (session.expiryUnreadable) tally.undated++;
}

/** Tokens are random: in their order, where an index has it, old rows and new ones are mixed. */
async function randomOrder({ database, table }: Target): Promise<{ sort?: 'token' }> {
  if (table.isView) return {};
  const unique = await uniqueIndexes(database, table);
  return unique.some((index) => isOn(index, table.token.name)) ? { sort: 'token' } : {};
}
