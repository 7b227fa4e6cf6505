import { failureKind } from '../../database/failures.js';
import { unknownStorage, type Storage } from '../../database/storage.js';
import type { People } from '../people/people.js';
import { missingIndex } from '../purge/survey.js';
import type { Target } from '../target.js';
import type { CountingOptions, Stats, StatsOptions, TableStorage } from './contract.js';
import { figuresOf, type Sums } from './figures.js';
import { Gatherer } from './gatherer.js';
import { sumsInDatabase } from './grouped/stats.js';
import { Naming } from './naming.js';
import { readAll } from './read-all.js';

const usualTop = 10;
const usualStretches = 30;
const fewestStretches = 12;

/** Counts the sessions that a filter lets pass: in the database, or in one pass over its rows. */
export async function statsOf(
  target: Target,
  people: People,
  options: StatsOptions,
): Promise<Stats> {
  const { names = false, top = usualTop, stretches = usualStretches, ...which } = options;
  const naming = new Naming(target.table);
  const sums =
    (await sumsInDatabase(target, top, which)) ?? (await sumsOfRows(target, top, which, naming));
  const gathered = figuresOf(target.table, sums, Math.max(fewestStretches, stretches));
  const users = (names ? gathered.topUsers : null)?.map(({ user }) => user) ?? [];
  const named = await naming.names(people, users);
  return {
    ...gathered,
    topUsers:
      gathered.topUsers?.map((one) => ({ ...one, name: named.get(one.user) ?? null })) ?? null,
    storage: await storageOf(target),
  };
}

/** Adds up the sessions, one after the other. */
async function sumsOfRows(
  target: Target,
  top: number,
  which: CountingOptions,
  naming: Naming,
): Promise<Sums> {
  const gatherer = new Gatherer(target.table, top, naming);
  await readAll(target, { ...which, device: true }, (session) => gatherer.add(session));
  return gatherer;
}

async function storageOf(target: Target): Promise<TableStorage> {
  const { bytes, rows, deadRows, lastVacuum } = await keptAccount(target);
  return { bytes, rows, deadRows, lastVacuum, expiryIndex: await hasIndex(target) };
}

/** A view takes no place of its own; and a database user may be kept from what the database knows. */
async function keptAccount({ database, table }: Target): Promise<Storage> {
  if (table.isView) return unknownStorage;
  try {
    return await database.dialect.storage(database, table.table);
  } catch (error) {
    if (['forbidden', 'refused', 'unsupported'].includes(failureKind(error) ?? ''))
      return unknownStorage;
    throw error;
  }
}

async function hasIndex(target: Target): Promise<boolean | null> {
  const { expiryColumn, isView } = target.table;
  if (expiryColumn === null || isView) return null;
  return (await missingIndex(target)) === null;
}
