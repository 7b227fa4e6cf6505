import type { Database } from '../../database/database.js';
import type { Column, TableName } from '../../database/table.js';
import { withPrefix } from '../alike.js';
import type { Layout } from '../contract.js';
import type { LifetimeSetting, SettingRule } from '../rules.js';
import { quoteTable } from '../table-name.js';
import { columnOf } from './match.js';

const units = { seconds: 1000, minutes: 60_000, hours: 3_600_000 } as const;

/** Looks for a setting of a table's application; `usual` is the lifetime that holds without it. */
export async function lifetimeSetting(
  database: Database,
  { layout, table }: { readonly layout: Layout; readonly table: TableName },
  rule: SettingRule,
  usual: number,
): Promise<LifetimeSetting> {
  const { dialect } = database;
  const place = { schema: table.schema, name: withPrefix(rule.table, { layout, table }) };
  const where = `${rule.is} in ${place.name}`;
  const columns = await database.select<Column>(dialect.describe(place)).catch(() => []);
  const [name, value] = [columnOf(columns, rule.name), columnOf(columns, rule.value)];
  if (name === null || value === null) return { where, lifetimeMs: null };
  const rows = await database
    .select<{ value: unknown }>({
      sql: `SELECT ${dialect.asText(dialect.quote(value.name), value.type)} AS ${dialect.quote('value')}
        FROM ${quoteTable(place, dialect)} WHERE ${dialect.quote(name.name)} = $1`,
      bind: [rule.is],
    })
    .catch(() => null);
  if (rows?.length === 0 && rule.unset === 'usual') return { where, lifetimeMs: usual };
  const [said] = rows ?? [];
  const text = rows?.length === 1 ? String(said?.value) : '';
  // Where sessions do not run out unless it says so, 0 is how it does not.
  if (text === '0' && usual === Infinity) return { where, lifetimeMs: usual };
  const count = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
  return { where, lifetimeMs: count && count * units[rule.counts] };
}
