import type { SelectedColumn } from '../database/many-rows.js';
import { SessionAdminError } from '../errors.js';
import type { BoundTable } from '../layouts/contract.js';
import {
  factNames,
  type BoundFact,
  type BoundFacts,
  type FactName,
  type Told,
} from '../layouts/facts.js';
import type { Session } from '../session.js';
import type { DeviceOf } from './device.js';

/** What a session has of its facts. */
export type Facts = Pick<Session, FactName | 'device'>;

/** A row as `factColumns` asks for it. */
export interface FactRow {
  created?: unknown;
  lastSeen?: unknown;
  ip?: unknown;
  agent?: unknown;
}

const kinds = { created: 'whole', lastSeen: 'whole', ip: 'any', agent: 'any' } as const;

/** Characters of a text: no browser's has so many, and whoever calls may send a megabyte. */
const longestText = 4096;

/** SQL for as much of a fact's text as is read. */
export const textOf = (sql: string): string => `substr(${sql}, 1, ${longestText})`;

/** The condition that an address may be shown otherwise than it stands there. */
export const hasMask = (address: string): string => `${address} LIKE '%/%'`;

/** The columns of a query whose rows `factReader` reads; what a row tells by itself needs none. */
export const factColumns = (facts: BoundFacts): SelectedColumn[] =>
  factNames.flatMap((name) => {
    const fact = facts[name];
    const asked = fact?.told ? fact.beside : fact?.sql;
    if (!fact || !asked) return [];
    const isText = kinds[name] === 'any';
    const sql = isText ? textOf(asked) : asked;
    const column = { name, kind: kinds[name], sql };
    return [fact.shortcut === null ? column : { ...column, shortcut: fact.shortcut }];
  });

const none: Facts = Object.freeze({
  created: null,
  lastSeen: null,
  ip: null,
  agent: null,
  device: null,
});

/** Returns the function that reads the facts of rows; what is not as it should be is null. */
export function factReader(
  facts: BoundFacts,
  wanted: boolean,
  deviceOf: DeviceOf | null,
): (row: FactRow, told: () => Told) => Facts {
  if (!wanted || factNames.every((name) => facts[name] === null)) return () => none;
  const { created, lastSeen, ip, agent } = facts;
  return (row, told) => {
    const sent = read(agent, row.agent, text, told);
    return {
      created: read(created, row.created, instant, told),
      lastSeen: later(
        read(lastSeen, row.lastSeen, instant, told),
        lastSeen?.told && lastSeen.beside !== null ? instant(row.lastSeen) : null,
      ),
      ip: read(ip, row.ip, address, told),
      agent: sent,
      device: deviceOf?.(sent) ?? null,
    };
  };
}

function read<Value>(
  fact: BoundFact<Value> | null,
  stored: unknown,
  of: (stored: unknown) => Value | null,
  told: () => Told,
): Value | null {
  if (fact === null) return null;
  if (fact.told === null) return of(stored);
  const value = fact.told(told());
  return value instanceof Date && Number.isNaN(value.getTime()) ? null : value;
}

const later = (one: Date | null, other: Date | null): Date | null =>
  one !== null && other !== null && one < other ? other : (one ?? other);

/** Milliseconds, as the driver gives them. */
function instant(stored: unknown): Date | null {
  if (stored === null || stored === undefined) return null;
  const at = new Date(Number(stored));
  return Number.isNaN(at.getTime()) ? null : at;
}

function text(stored: unknown): string | null {
  return typeof stored === 'string' && stored !== '' ? stored : null;
}

/** An address without the mask that says that it is one host's. */
function address(stored: unknown): string | null {
  const given = text(stored);
  // Hardly any has a mask.
  return given?.includes('/') ? given.replace(/^([^/]*[.:][^/]*)\/(?:32|128)$/, '$1') : given;
}

/** What a session has of its facts, by the fact that tells it. */
export const factFields = new Map<string, FactName>([
  ...factNames.map((name) => [name, name] as const),
  ['device', 'agent'],
]);

/** Says which facts a table has, where it has not this one; `also` says where else to look. */
export function noSuchFact(name: string, { facts }: BoundTable, also = ''): SessionAdminError {
  const names = [...factFields];
  const there = names.flatMap(([field, fact]) => (facts[fact] === null ? [] : field));
  const all = names.map(([field]) => field).join(', ');
  const has = there.length === 0 ? 'none of them' : there.join(', ');
  return new SessionAdminError(
    'INVALID_ARGUMENT',
    `this table does not tell ${name} of its sessions (of ${all} it has ${has})${also}`,
  );
}
