import type { Group, Grouping, Groups, JsonObject, Stats, StoreInfo } from '../../index.js';
import { isoTime } from '../output/iso-time.js';

/** A table in numbers, as programs read it. */
export const statsRecord = (stats: Stats, { database, table, layout }: StoreInfo): JsonObject => ({
  database,
  table,
  layout,
  active: stats.active,
  expired: stats.expired,
  anonymous: stats.anonymous,
  users: stats.users,
  neverExpire: stats.neverExpire,
  unreadable: stats.unreadable,
  payloadBytes: stats.payloadBytes,
  topUsers: listOf(stats.topUsers, ({ user, name, sessions, lastSeen }) => ({
    user,
    name,
    sessions,
    lastSeen: isoTime(lastSeen),
  })),
  ips: listOf(stats.ips, ({ ip, sessions, users }) => ({ ip, sessions, users })),
  devices: listOf(stats.devices, ({ device, sessions }) => ({ device, sessions })),
  created: listOf(stats.created, ({ from, sessions }) => ({ from: isoTime(from), sessions })),
  expires: listOf(stats.expires, ({ until, sessions }) => ({ until: isoTime(until), sessions })),
  storage: {
    bytes: stats.storage.bytes,
    rows: stats.storage.rows,
    deadRows: stats.storage.deadRows,
    lastVacuum: isoTime(stats.storage.lastVacuum),
    expiryIndex: stats.storage.expiryIndex,
  },
});

const listOf = <One>(
  list: readonly One[] | null,
  record: (one: One) => JsonObject,
): JsonObject[] | null => list?.map(record) ?? null;

/** A group, as programs read it: what its sessions have in common first. */
export function groupRecord(group: Group, by: Grouping, { of }: Groups): JsonObject {
  const { key, name, sessions, active, users, lastSeen } = group;
  return {
    [by]: key,
    ...(by === 'user' && { name }),
    ...(of !== null && { of }),
    sessions,
    active,
    ...(by !== 'user' && { users }),
    lastSeen: isoTime(lastSeen),
  };
}
