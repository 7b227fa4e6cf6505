import { SessionAdminError } from '../../errors.js';
import type { BoundTable } from '../../layouts/contract.js';
import { proofOf } from '../../layouts/finding/proof.js';
import { sample } from '../../layouts/finding/sample.js';
import type { Target } from '../target.js';

/** Throws where a table is a view: what is changed through it may be something else. */
export function refuseView({ isView, table }: BoundTable): void {
  if (!isView) return;
  throw new SessionAdminError(
    'LAYOUT_UNKNOWN',
    `${table.name} is a view: nothing is changed through it: name its table`,
    { options: ['table'] },
  );
}

/**
 * Throws `LAYOUT_UNKNOWN` where nothing may be changed: in a view, in a table that is of its layout
 * by names alone, and in one whose rows speak against it. Every call that changes something asks.
 *
 * What was proven when the table was found stays so; what was not is looked at once more, for an
 * application may have written since.
 */
export async function refuseUnproven(target: Target): Promise<void> {
  refuseView(target.table);
  if (target.table.proof.verdict !== 'proven') await refuseUnprovenNow(target);
}

/** The same, looking at the rows of this moment: for what may come days after the table was found. */
export async function refuseUnprovenNow({ table, database }: Target): Promise<void> {
  refuseView(table);
  const { verdict, reasons } = proofOf(table, await sample(database, table));
  if (verdict === 'proven') return;
  const { name, title } = table.layout;
  const why = reasons.join(', ');
  throw new SessionAdminError(
    'LAYOUT_UNKNOWN',
    verdict === 'plausible'
      ? `nothing is changed: the table ${table.table.name} looks like ${title}, but ${why}: ` +
          `if it does hold sessions, name the layout: ${name}`
      : `nothing is changed: the rows of ${table.table.name} are not of the layout ${name}: ${why}: ` +
          'name another',
    { options: ['layout'] },
  );
}
