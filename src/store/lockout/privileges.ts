import type { Privilege } from '../../database/standing.js';
import type { TableName } from '../../database/table.js';
import { SessionAdminError } from '../../errors.js';
import { show } from '../../layouts/refusal.js';
import { leftBehind } from '../along/tables.js';
import type { Target } from '../target.js';
import type { Ending } from './endings.js';

/** What a lockout will do to a table. */
interface Need {
  readonly name: TableName;
  /** A column of it, quoted: the one that is changed, where one is. */
  readonly column: string;
  readonly privilege: Privilege;
  readonly what: string;
}

/**
 * Throws `DATABASE_REFUSED` where this database user may not do all that a lockout of what was found
 * takes: half of it would lock nobody out.
 */
export async function refuseForbidden(
  target: Target,
  { sessions, endings }: { sessions: number; endings: readonly Ending[] },
): Promise<void> {
  const { database, table } = target;
  const { quote } = database.dialect;
  const cleared = table.layout.cell === null ? null : table.data && quote(table.data.name);
  const changed = table.mark?.column ?? cleared;
  const needs: Need[] = [
    ...(sessions === 0
      ? []
      : [
          {
            name: table.table,
            column: changed ?? table.sql.token,
            privilege: changed === null ? 'DELETE' : 'UPDATE',
            what: 'sessions',
          } as const,
          ...(await leftBehind(target)).map(({ what, name, sql }) => ({
            name: { schema: table.table.schema, name },
            column: sql.column,
            privilege: 'DELETE' as const,
            what,
          })),
        ]),
    ...endings.map(({ what, place, clears, needs: privilege }) => ({
      name: place.name,
      column: quote((clears[0] ?? place.columns[0])?.name ?? ''),
      privilege,
      what,
    })),
  ];
  for (const { name, column, privilege, what } of needs) {
    const { held, grant } = await database.dialect.privileges(database, name, column);
    if (held[privilege] !== false) continue;
    throw new SessionAdminError(
      'DATABASE_REFUSED',
      `${database.title}: this user may not ${privilege.toLowerCase()} ${what} in ${show(name)}, ` +
        `so nothing is done: ${grant([privilege])}`,
    );
  }
}
