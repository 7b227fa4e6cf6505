import type { SequelizeStore, Session } from '../../index.js';
import type { Context } from '../context.js';
import { unpainted } from '../output/palette.js';
import { factsIn } from './shown.js';

const shownNewest = 3;

/**
 * Returns the few sessions that were used or made last, as far as the table tells, else those that run
 * out last: a line each under a heading, as a list shows them.
 */
export async function newestLines(
  context: Context,
  { info }: SequelizeStore,
  sessions: readonly Session[],
): Promise<string[]> {
  const [{ columnsOf }, { drawTable }] = await Promise.all([
    import('../output/table-columns.js'),
    import('../output/table.js'),
  ]);
  const shown = sessions.toSorted((a, b) => age(b) - age(a)).slice(0, shownNewest);
  const { isTTY, columns: wide = 0 } = context.io.stderr;
  const options = {
    ...context.renderOptions(new Date()),
    fields: null,
    facts: factsIn(info),
    noise: [],
    raw: false,
    exact: false,
    reveal: false,
  };
  const columns = columnsOf(options, unpainted).filter(
    ({ title }) => title !== 'size' && title !== 'data',
  );
  const rows = shown.map((session) => columns.map((column) => column.cell(session)));
  // Of several applications each line begins with whose it is.
  const lead = context.isOneOfSeveral ? `${context.app ?? ''}: ` : '';
  const width =
    (isTTY === true || context.isOneOfSeveral) && wide > 0
      ? wide - lead.length - indent.length
      : null;
  const text = drawTable(columns, rows, unpainted, width);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => indent + line);
}

const indent = '  ';

/** The greater, the newer; what never runs out comes first where nothing else is known. */
const age = ({ lastSeen, created, expiry }: Session): number =>
  (lastSeen ?? created ?? expiry)?.getTime() ?? Number.MAX_VALUE;
