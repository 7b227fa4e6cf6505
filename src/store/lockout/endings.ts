import type { Privilege } from '../../database/standing.js';
import { Binds, whereClause, type Runner } from '../../database/statement.js';
import type { Column } from '../../database/table.js';
import type { AlsoRule } from '../../layouts/also.js';
import { columnOf } from '../../layouts/finding/match.js';
import { keyIn } from '../../layouts/key.js';
import type { Target } from '../target.js';
import type { EndedAlso } from './contract.js';
import { countRows, findPlace, type Place } from './place.js';

/** What lets a person in again, where it was found. */
export interface Ending {
  readonly what: string;
  readonly place: Place;
  /** The columns that are cleared; empty where the rows go. */
  readonly clears: readonly Column[];
  /** The privilege that it takes. */
  readonly needs: Privilege;
  count(): Promise<number>;
  /** Ends it in a transaction, and says how many rows it was. */
  end(run: Runner): Promise<number>;
}

/** What was found of a layout's rules, and what was not looked at. */
export interface Endings {
  readonly found: readonly Ending[];
  readonly unseen: readonly EndedAlso[];
}

/** Finds what lets a person in again besides the sessions; what belongs to the session that stays does not. */
export async function findEndings(
  target: Target,
  user: string,
  kept: string | undefined,
): Promise<Endings> {
  const found: Ending[] = [];
  const unseen: EndedAlso[] = [];
  for (const rule of target.table.layout.also) {
    const ending = await findEnding(target, rule, user, kept);
    if (typeof ending === 'string')
      unseen.push({ what: rule.what, table: null, rows: null, why: ending });
    else found.push(ending);
  }
  return { found, unseen };
}

/** Finds it, or says why it is not looked at. */
async function findEnding(
  target: Target,
  rule: AlsoRule,
  user: string,
  kept: string | undefined,
): Promise<Ending | string> {
  const { dialect } = target.database;
  const { place, why } = await findPlace(target, rule, user);
  if (place === null) return why;
  const clears = clearedIn(place, rule);
  if (typeof clears === 'string') return clears;
  const ofKept = keptColumn(place, rule, kept);
  if (typeof ofKept === 'string') return ofKept;
  const names = clears.map(({ name }) => dialect.quote(name));
  const meant = (binds: Binds): string[] => [
    ...(names.length === 0 ? [] : [`(${names.map((name) => `${name} IS NOT NULL`).join(' OR ')})`]),
    ...(ofKept === null || kept === undefined
      ? []
      : [`(${keyIn(ofKept, dialect).holds([kept], binds.add)}) IS NOT TRUE`]),
  ];
  const does =
    names.length === 0
      ? `DELETE FROM ${place.sql}`
      : `UPDATE ${place.sql} SET ${names.map((name) => `${name} = NULL`).join(', ')}`;
  return {
    what: rule.what,
    place,
    clears,
    needs: names.length === 0 ? 'DELETE' : 'UPDATE',
    count: () => countRows(target, place, meant),
    end: (run) => {
      const binds = new Binds();
      const where = whereClause([...place.conditions(binds), ...meant(binds)]);
      return run.change({ sql: `${does} ${where}`, bind: binds.values });
    },
  };
}

/** The columns to clear; none where the rows go, or why they cannot be cleared. */
function clearedIn({ columns, title }: Place, { clears = [] }: AlsoRule): Column[] | string {
  const there = clears.flatMap((name) => columnOf(columns, name) ?? []);
  if (clears.length > 0 && there.length === 0)
    return `${title} has no column ${clears.join(' or ')}`;
  const fixed = there.find(({ nullable }) => !nullable);
  return fixed === undefined ? there : `${fixed.name} of ${title} takes no NULL`;
}

/** The column that tells what belongs to the session that stays; null where nothing does, or none stays. */
function keptColumn(
  { columns, title }: Place,
  { session }: AlsoRule,
  kept: string | undefined,
): Column | string | null {
  if (session === undefined || kept === undefined) return null;
  return columnOf(columns, session) ?? `${title} has no column ${session}`;
}
