import type { Dialect } from '../database/contract.js';
import { SessionAdminError } from '../errors.js';
import type { BoundTable } from '../layouts/contract.js';
import type { BoundFact, FactName } from '../layouts/facts.js';
import { addressRange, expectedRange, isWithin, textsWithin } from './address.js';
import { noSuchFact } from './facts.js';
import type { Requirement } from './requirement.js';

/** What a filter asks of the facts of sessions. */
export interface FactFilter {
  /** Only sessions made earlier. Those of which that is not known, or unreadable, are not. */
  createdBefore?: Date;
  /** Only sessions that were used last earlier, as far as the framework wrote that down. */
  seenBefore?: Date;
  /**
   * Only sessions of this address, or of this range in CIDR's notation, IPv4 or IPv6, however it is
   * written there. Of a list of forwarders the first counts, which is the client.
   */
  ip?: string;
  /** Only sessions whose user agent has this text in it, in small or capital letters. */
  agent?: string;
}

/** Throws an `INVALID_ARGUMENT` for a fact that the table does not tell, and for what is no address. */
export function factsRequired(filter: FactFilter, table: BoundTable): Requirement[] {
  const { createdBefore, seenBefore, ip, agent } = filter;
  return [
    ...(createdBefore ? [before(createdBefore, 'created', table)] : []),
    ...(seenBefore ? [before(seenBefore, 'lastSeen', table)] : []),
    ...(ip === undefined ? [] : [within(ip, table)]),
    ...(agent === undefined ? [] : [containing(agent, table)]),
  ];
}

/** Whether they go by what the column of the expiry says. */
export const factsByExpiry = (
  { createdBefore, seenBefore }: FactFilter,
  { facts }: BoundTable,
): boolean =>
  (createdBefore !== undefined && (facts.created?.byEnd ?? false)) ||
  (seenBefore !== undefined && (facts.lastSeen?.byEnd ?? false));

/** What is earlier is no instant that a Date can be. */
const earliest = '-8640000000000000';

function before(edge: Date, name: 'created' | 'lastSeen', table: BoundTable): Requirement {
  const { sql } = factOf(name, table);
  return {
    ...required(factOf(name, table)),
    sql:
      sql === null ? null : (bind) => `${sql} < ${bind(edge.getTime())} AND ${sql} >= ${earliest}`,
    exact: sql !== null,
    meets: (session) => {
      const at = session[name];
      return at !== null && at < edge;
    },
  };
}

function within(text: string, table: BoundTable): Requirement {
  const range = addressRange(text);
  if (range === null) {
    throw new SessionAdminError('INVALID_ARGUMENT', `ip: expected ${expectedRange}`);
  }
  return {
    ...required(factOf('ip', table)),
    sql: containsOne(factOf('ip', table), textsWithin(range), table.dialect),
    meets: ({ ip }) => ip !== null && isWithin(ip, range),
  };
}

function containing(text: string, table: BoundTable): Requirement {
  const wanted = text.toLowerCase();
  return {
    ...required(factOf('agent', table)),
    sql: containsOne(factOf('agent', table), [plainest(wanted)], table.dialect),
    meets: ({ agent }) => agent?.toLowerCase().includes(wanted) ?? false,
  };
}

const longestPart = 100;

/**
 * The longest part of a text in small letters that no alphabet but ASCII's has in a form of its own:
 * the K of Kelvin is a k in small, and Turkish has two of i.
 */
const plainest = (text: string): string =>
  text
    .split(/[^!-hjl-~ ]/)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '')
    .slice(0, longestPart);

const containsOne = (
  { sql }: BoundFact<unknown>,
  texts: readonly string[],
  { contains }: Dialect,
): Requirement['sql'] =>
  sql === null
    ? null
    : (bind) => `(${texts.map((text) => contains(sql, bind(text))).join(' OR ')})`;

const required = ({ column }: BoundFact<unknown>) => ({
  exact: false,
  columns: column === null ? [] : [column],
  payload: column === null,
  facts: true,
});

function factOf(name: FactName, table: BoundTable): BoundFact<unknown> {
  const fact = table.facts[name];
  if (fact === null) throw noSuchFact(name, table);
  return fact;
}
