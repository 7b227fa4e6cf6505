import type { DialectName } from '../contract.js';
import type { ExpiryFormat, FormatsByDialect, InstantForm } from './contract.js';
import { mysqlExpiry } from '../mysql/expiry.js';
import { postgresExpiry } from '../postgres/expiry.js';
import { sqliteExpiry } from '../sqlite/expiry.js';

/** How a column that holds an instant writes it, by dialect and declared type. */
const formats = {
  sqlite: sqliteExpiry,
  postgres: postgresExpiry,
  mysql: mysqlExpiry,
} satisfies FormatsByDialect;

export const expiryFormat = (
  dialect: DialectName,
  type: string,
  form: InstantForm,
): ExpiryFormat | null => formats[dialect](type, form);
