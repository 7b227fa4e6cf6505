import { SessionAdminError } from '../errors.js';
import { contradiction, sample } from '../layouts/sample.js';
import type { BoundTable } from '../layouts/contract.js';
import type { Target } from './target.js';

/** Throws where a table is a view: what is changed through it may be something else. */
export function refuseView({ isView, table }: BoundTable): void {
  if (!isView) return;
  throw new SessionAdminError(
    'LAYOUT_UNKNOWN',
    `${table.name} is a view: nothing is changed through it; name its table with --table or SESSION_ADMIN_TABLE`,
  );
}

/**
 * Throws `LAYOUT_UNKNOWN` where nothing may be deleted: from a view, from a table whose layout was
 * guessed, and from one whose rows speak against their layout.
 */
export async function refuseDoubtful(target: Target): Promise<void> {
  const { table, database } = target;
  refuseView(table);
  const name = table.layout.name;
  if (table.isGuess) {
    throw new SessionAdminError(
      'LAYOUT_UNKNOWN',
      `nothing is deleted: the table ${table.table.name} looks like ${table.layout.title} by the names of its columns alone: ` +
        `if it holds sessions, say so with --layout ${name} or SESSION_ADMIN_LAYOUT`,
    );
  }
  const against = contradiction(table, await sample(database, table));
  if (against === null) return;
  throw new SessionAdminError(
    'LAYOUT_UNKNOWN',
    `nothing is deleted: the rows of ${table.table.name} are not of the layout ${name}: ${against}: ` +
      'name another with --layout or SESSION_ADMIN_LAYOUT',
  );
}
