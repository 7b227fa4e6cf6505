import type { Column } from '../../database/table.js';
import type { Database } from '../../database/database.js';
import type { ExpiryFormat } from '../../database/expiry/contract.js';
import { SessionAdminError } from '../../errors.js';
import type { Layout } from '../contract.js';
import { formIn } from '../revocation.js';
import type { Mark } from '../rules.js';
import { instantFormat } from './instant-format.js';
import { fold, isNumber } from './match.js';

/** The column in which a logout marks a row, and its table, quoted. */
interface Place {
  readonly layout: Layout;
  readonly table: string;
  readonly column: Column;
}

/**
 * How the layout's own logout marks a row in that column, null where it deletes rows. Throws
 * `INVALID_ARGUMENT` where nothing tells what it writes.
 */
export async function bindMark(database: Database, place: Place): Promise<Mark | null> {
  const { layout, column } = place;
  if (layout.logout === 'deletes') return null;
  const { quote, fromText } = database.dialect;
  const text = (value: string): Mark => ({
    column: quote(column.name),
    value: (bind) => fromText(bind(value), column.type),
  });
  const form = formIn(column, layout.columns.revokedForm);
  if (form === 'true' || (form === 'positive' && !isInstant.test(fold(column.name))))
    return text('1');
  if (form === 'false') return text('0');
  if (form === 'set' && layout.columns.revokedForm === 'told' && isFlag(column))
    return refuse(column);
  if (typeof form === 'object') return form.ended === undefined ? refuse(column) : text(form.ended);
  const format = await formatOf(database, place);
  return {
    column: quote(column.name),
    value: (bind, now) => format.write(bind(format.value(now))),
  };
}

/** Names, folded, of columns that say when, though their type does not. */
const isInstant = /(?:at|on|time|date)$/;

/** Whether a column of texts may hold an application's own yes and no. */
const isFlag = ({ name, type }: Column): boolean =>
  !/date|time/.test(type) && !isInstant.test(fold(name));
/** Forms of SQLite's that no text has. */
const areNumbers: readonly string[] = ['seconds', 'milliseconds', 'julian'];

async function formatOf(
  database: Database,
  { layout, table, column }: Place,
): Promise<ExpiryFormat> {
  const { form } = layout.expiry;
  const isText = !isNumber(column.type) && areNumbers.includes(form.sqlite);
  const sqlite = isText ? 'micros' : form.sqlite;
  return (await instantFormat(database, table, column, { ...form, sqlite })) ?? refuse(column);
}

function refuse({ name }: Column): never {
  throw new SessionAdminError(
    'INVALID_ARGUMENT',
    `nothing tells what a logout writes into ${name}: say how the table writes instants, or name it only as what says that a session was revoked`,
    { options: ['columns', 'expiryFormat'] },
  );
}
