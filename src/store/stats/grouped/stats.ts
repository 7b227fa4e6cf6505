import { refuseAborted } from '../../../errors.js';
import { loadDevices } from '../../device.js';
import type { SessionFilter } from '../../filter.js';
import type { Target } from '../../target.js';
import type { CountingOptions } from '../contract.js';
import type { Leading, Sums } from '../figures.js';
import { Instants } from '../instants.js';
import { Tally, type Figure } from '../tally.js';
import { toldByColumns, type Key } from './columns.js';
import { endsOf, instantsAt } from './ends.js';
import { findGroups, type Found, type Source } from './query.js';

/** Of more agents than these, reading the rows keeps less in memory. */
const mostAgents = 10_000;

/**
 * Has the database add up the sessions of a table whose columns tell all of them, as it is at one
 * moment, and so many of each kind by name. Null where rows must be read for it: where something else
 * tells more, and where somebody writes meanwhile to a file that cannot be kept as it is.
 */
export async function sumsInDatabase(
  target: Target,
  top: number,
  { signal, onProgress, ...which }: CountingOptions,
): Promise<Sums | null> {
  const filter: SessionFilter = { state: 'all', ...which };
  const told = top === Infinity ? null : toldByColumns(target, filter);
  if (told === null) return null;
  const now = target.clock.now();
  const sums = await target.database.atOneMoment(async (run): Promise<Sums | null> => {
    const source: Source = { run, target, filter, told, now };
    refuseAborted(signal);
    const ends = await endsOf(source);
    if (ends === null) return null;
    const all = ends.active + ends.expired;
    const after = (queries: number): void => {
      refuseAborted(signal);
      onProgress?.(Math.floor((all * queries) / 5));
    };
    after(1);
    const users = await leadersOf(source, told.user, 'lastSeen', top);
    if (users === null) return null;
    after(2);
    const ips = await leadersOf(source, told.ip, 'users', top);
    if (ips === null) return null;
    after(3);
    const devices = await devicesOf(source, top);
    if (devices === null) return null;
    after(4);
    const created = told.created === null ? new Instants() : await instantsAt(source, told.created);
    if (created === null) return null;
    after(5);
    const { none: anonymous } = users;
    return { ...ends, anonymous, untold: 0, bytes: 0, users, ips, devices, created };
  });
  return sums ?? null;
}

type Leaders = Leading & Pick<Found, 'none'>;

/** Those that have the most sessions; of what the table does not tell there are none. */
async function leadersOf(
  source: Source,
  key: Key | null,
  figure: Figure,
  top: number,
): Promise<Leaders | null> {
  if (key === null) return { size: 0, none: 0, leaders: () => [] };
  // One more, for those without a key may be among them.
  const asked = { key, figures: [figure], sort: 'sessions', limit: top + 1 } as const;
  const found = await findGroups(source, asked);
  if (found === null) return null;
  const { groups, total, none } = found;
  const named = groups.flatMap((group) =>
    group.key === null ? [] : [{ ...group, key: group.key }],
  );
  return { size: total - Number(none > 0), none, leaders: () => named.slice(0, top) };
}

/** Several agents may be of one device: the database groups by agents. */
async function devicesOf(source: Source, top: number): Promise<Leading | null> {
  const devices = new Tally(top, []);
  if (source.told.agent === null) return devices;
  const asked = { key: source.told.agent, figures: [], sort: 'key', limit: mostAgents } as const;
  const found = await findGroups(source, asked);
  if (found === null || found.total > mostAgents) return null;
  const deviceOf = await loadDevices();
  for (const { key, sessions } of found.groups) {
    const device = deviceOf(key);
    if (device !== null) devices.add(device, counted, sessions);
  }
  return devices;
}

const counted = { active: false, lastSeen: null, users: [] };
