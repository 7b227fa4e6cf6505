import type { Statement } from '../database/contract.js';
import { expiryFormat } from '../layouts/expiry/formats.js';
import { Binds, whereClause } from './sql.js';
import { refuseDoubtfulExpiry, type TrustOptions } from './expiry-guard.js';
import { goesByExpiry, sqlConditions, type SessionFilter } from './filter.js';
import { refuseAborted } from './abort.js';
import { cutoffOf } from './purge/cutoff.js';
import { scan } from './scan.js';
import type { Target } from './target.js';

export interface RemoveOptions extends TrustOptions {
  /** Ends after the batch in hand, with an error `ABORTED`. */
  signal?: AbortSignal;
  /** Called after each batch with the number of rows deleted so far. */
  onProgress?: (deleted: number) => void;
}

const batchRows = 500;

/** Deletes the sessions of these tokens; says how many there were. */
export async function removeTokens(
  target: Target,
  tokens: Iterable<string>,
  conditions: (binds: Binds) => string[] = () => [],
  ends: typeof removal = removal,
): Promise<number> {
  const { database, table } = target;
  let deleted = 0;
  const unique = [...new Set(tokens)];
  for (let i = 0; i < unique.length; i += batchRows) {
    const binds = new Binds();
    const batch = unique.slice(i, i + batchRows);
    const these = table.key.holds(batch, binds.add);
    deleted += await database.change(ends(target, [these, ...conditions(binds)], binds));
  }
  return deleted;
}

/**
 * Deletes the sessions that a filter lets pass, in batches; says how many. What the database can
 * decide is decided again at the moment of deletion, so a session renewed meanwhile survives.
 */
export async function removeMatching(
  target: Target,
  filter: SessionFilter,
  { signal, onProgress, ...trust }: RemoveOptions = {},
): Promise<number> {
  const now = await momentOf(target, filter, trust);
  const again = (binds: Binds): string[] => sqlConditions(filter, target, now(), binds);
  // What has run out needs no mark that it was ended.
  const ends = filter.state === 'expired' ? deletion : removal;
  const scanOptions = { ...filter, decode: false, pageSize: batchRows, ...(signal && { signal }) };
  let deleted = 0;
  for await (const page of scan(target, now(), scanOptions)) {
    const tokens = page.map((session) => session.token);
    const started = performance.now();
    deleted += await removeTokens(target, tokens, again, ends);
    onProgress?.(deleted);
    await target.clock.wait(target.database.dialect.batches.gap(performance.now() - started));
  }
  return deleted;
}

/**
 * When a filter's sessions are looked at: now, or, where their expiry decides and is to be believed,
 * before which instant both clocks say that they have expired.
 */
async function momentOf(
  target: Target,
  filter: SessionFilter,
  trust: TrustOptions,
): Promise<() => Date> {
  if (!goesByExpiry(filter)) return () => target.clock.now();
  const { at } = await cutoffOf(target, 0);
  const { layout, dialect } = target.table;
  await refuseDoubtfulExpiry(target, layout.expiry.expired(at, dialect), trust);
  return () => at;
}

const deletion = ({ table }: Target, conditions: string[], binds: Binds): Statement => ({
  sql: `DELETE FROM ${table.sql.table} ${whereClause(conditions)}`,
  bind: binds.values,
});

/** The statement that ends sessions: most frameworks delete the row, some keep it and mark it. */
function removal(target: Target, conditions: string[], binds: Binds): Statement {
  const { database, table, clock } = target;
  const { revoked, layout, sql } = table;
  const form = { ...layout.expiry.form, sqlite: 'micros' } as const;
  const now = revoked && expiryFormat(database.dialect.name, revoked.type, form);
  if (!revoked || !now) return deletion(target, conditions, binds);
  const column = database.dialect.quote(revoked.name);
  const mark = now.write(binds.add(now.value(clock.now())));
  return {
    sql: `UPDATE ${sql.table} SET ${column} = ${mark} ${whereClause([`${column} IS NULL`, ...conditions])}`,
    bind: binds.values,
  };
}

/** Deletes every session, whatever its token or expiry is, in batches; says how many. */
export async function removeAll(
  { database, table: { sql }, clock }: Target,
  { signal, onProgress }: RemoveOptions = {},
): Promise<number> {
  let deleted = 0;
  for (;;) {
    refuseAborted(signal);
    const started = performance.now();
    const rows = await database.change({
      // MySQL takes a LIMIT in a subquery only where the subquery is a table.
      sql: `DELETE FROM ${sql.table} WHERE ${sql.pageKey} IN (SELECT batch.id FROM
        (SELECT ${sql.pageKey} AS id FROM ${sql.table} LIMIT ${batchRows}) AS batch)`,
    });
    if (rows === 0) return deleted;
    deleted += rows;
    onProgress?.(deleted);
    await clock.wait(database.dialect.batches.gap(performance.now() - started));
  }
}
