import type { Binds } from '../../../database/statement.js';
import type { BoundTable } from '../../../layouts/contract.js';
import type { BoundFact } from '../../../layouts/facts.js';
import { longestAgent } from '../../device.js';
import { hasMask, textOf } from '../../facts.js';
import { needsRows, type SessionFilter } from '../../filter.js';
import type { Target } from '../../target.js';
import { isPlain } from '../../user-condition.js';
import { namesNobody } from '../../users-required.js';

/** What rows are grouped by: SQL, NULL where a session has none of it. */
export interface Key {
  readonly sql: (binds: Binds) => string;
  /** The conditions that only reading a row tells its key: see `GroupingText`. */
  readonly odd: readonly string[];
}

/** What columns tell of a table's sessions, in SQL; null for what the table does not tell. */
export interface Told {
  readonly user: Key | null;
  readonly ip: Key | null;
  /** As much of it as says what the device is. */
  readonly agent: Key | null;
  /** Milliseconds since 1970. */
  readonly created: string | null;
  readonly lastSeen: string | null;
  readonly expiry: string | null;
}

/**
 * Returns what columns tell, so that the database can group the sessions of a filter: what comes of it
 * is what reading them one by one would add up to. Null where only that tells something of them.
 */
export function toldByColumns(target: Target, filter: SessionFilter): Told | null {
  const { table, userField } = target;
  const { layout, facts, user } = table;
  const isOtherField = userField !== null && userField !== user?.name;
  if (layout.payload !== null || layout.cell !== null || isOtherField) return null;
  if (needsRows(filter, target)) return null;
  const { created, lastSeen, ip, agent } = facts;
  if ([created, lastSeen, ip, agent].some((fact) => fact !== null && fact.sql === null))
    return null;
  const users = userKey(table);
  if (user !== null && users === null) return null;
  return {
    user: users,
    ip: textKey(ip, table, (text) => ({ text: textOf(text), odd: [hasMask(textOf(text))] })),
    agent: textKey(agent, table, (text) => ({
      text: `substr(${text}, 1, ${longestAgent})`,
      odd: [],
    })),
    created: created?.sql ?? null,
    lastSeen: lastSeen?.sql ?? null,
    expiry: table.expiryColumn && table.expiry.millis(table.sql.expiry),
  };
}

function userKey(table: BoundTable): Key | null {
  const { user, dialect } = table;
  if (user === null || !isPlain(user)) return null;
  const text = dialect.grouping.byColumn(dialect.quote(user.name), user.type);
  return (
    text && {
      sql: ({ add }) => `CASE WHEN ${namesNobody(table, user)(add)} THEN NULL ELSE ${text.sql} END`,
      odd: text.odd === null ? [] : [text.odd],
    }
  );
}

function textKey(
  fact: BoundFact<unknown> | null,
  { dialect }: BoundTable,
  read: (sql: string) => { text: string; odd: readonly string[] },
): Key | null {
  if (!fact?.sql) return null;
  const { text, odd } = read(fact.sql);
  const grouped = dialect.grouping.byText(text);
  return {
    sql: () => `NULLIF(${grouped.sql}, '')`,
    odd: [...odd, ...(grouped.odd === null ? [] : [grouped.odd])],
  };
}
