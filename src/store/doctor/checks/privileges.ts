import { privilegeNames, type Privilege } from '../../../database/standing.js';
import { ok, skipped, warn, type Check } from '../contract.js';

/** What this database user may do, and which commands that is enough for. */
export const privileges: Check = {
  name: 'privileges',
  run: async ({ database, table }) => {
    if (table.isView) return skipped('it is a view: nothing is changed through it');
    const { held, grant } = await database.dialect.privileges(
      database,
      table.table,
      table.sql.token,
    );
    const missing = privilegeNames.filter((name) => held[name] === false);
    const marks = table.mark !== null;
    const updates = (marks || table.layout.cell !== null) && missing.includes('UPDATE');
    if (updates || missing.includes('DELETE')) {
      const verb = updates ? 'update' : 'delete';
      const words = [...ending(marks, missing), ...(missing.length > 1 ? ['put'] : [])];
      return warn(`this user may not ${verb}: ${listed(words)} end with an error`, grant(missing));
    }
    const unknown = privilegeNames.filter((name) => held[name] === null);
    if (unknown.length > 0) return skipped(`the database does not say who may ${verbs(unknown)}`);
    return missing.length === 0
      ? ok('this user may read, store and delete sessions')
      : ok(`this user may read and delete sessions, not ${verbs(missing)} them`);
  },
};

/** The commands that end or remove sessions, as far as something is missing for them. */
function ending(marks: boolean, missing: readonly Privilege[]): string[] {
  if (marks && !missing.includes('DELETE')) return ['delete', 'lockout'];
  if (marks && !missing.includes('UPDATE'))
    return ['the deletion of what has expired', 'purge', 'watch'];
  return ['delete', 'purge', 'watch', 'lockout'];
}

const listed = (words: readonly string[]): string =>
  `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

const verbs = (names: readonly Privilege[]): string =>
  names.map((name) => name.toLowerCase()).join(' or ');
