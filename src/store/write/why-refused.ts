import { failureOf, inOtherWords } from '../../database/failures.js';
import { SessionAdminError, type OptionName } from '../../errors.js';
import type { ForeignKey } from '../../database/table.js';
import { unnamedKey } from '../foreign-keys.js';
import type { Target } from '../target.js';
import type { UniqueIndex } from './unique.js';

/** What is known of the rows that were refused. */
interface Refused {
  readonly indexes: readonly UniqueIndex[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Columns that must have a value and got none. */
  readonly missing: readonly string[];
  /** Whether a row of the token itself may have been there. */
  readonly mayBeThere: boolean;
}

/** Says more of why a row was refused than the database does; null where it has said it all. */
export function whyRefused(
  error: unknown,
  { database, table }: Target,
  { indexes, foreignKeys, missing, mayBeThere }: Refused,
): SessionAdminError | null {
  const failure = failureOf(error);
  if (failure === undefined || !(error instanceof SessionAdminError)) return null;
  const { title } = database;
  const { token, user } = table;
  if (failure.kind === 'duplicate') {
    const index = indexes.find(({ name }) => name === failure.of);
    const what = index?.columns.map((name) => name ?? 'an expression') ?? failure.columns ?? [];
    const isToken = what.length === 1 && what[0] === token.name;
    if (what.length === 0) return null;
    return inOtherWords(
      error,
      isToken && !mayBeThere
        ? `${title}: another row has a ${token.name} that counts as the same there (by case, accents or blanks at its end), and is left as it is`
        : `${title}: another row has the same ${what.join(' and ')}, which must be unique` +
            (index === undefined ? '' : ` (index ${index.name})`),
    );
  }
  const key = unnamedKey(error, foreignKeys, 'written');
  if (key !== null) return inOtherWords(error, `${title}: ${key}`);
  if (failure.of === undefined || !missing.includes(failure.of)) return null;
  const ways = new Set<OptionName>(missing.map((name) => (name === user?.name ? 'user' : 'set')));
  return inOtherWords(
    error,
    `${title}: NOT NULL without a value: ${missing.join(', ')}: give ${missing.length > 1 ? 'values' : 'one'}`,
    [...ways],
  );
}
