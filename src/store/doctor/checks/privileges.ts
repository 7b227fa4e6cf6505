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
    const updates = table.layout.cell !== null && missing.includes('UPDATE');
    if (updates || missing.includes('DELETE')) {
      const also = missing.length > 1 ? ' and put' : '';
      return warn(
        `this user may not ${updates ? 'update' : 'delete'}: delete, purge, watch and lockout${also} end with an error`,
        grant(missing),
      );
    }
    const unknown = privilegeNames.filter((name) => held[name] === null);
    if (unknown.length > 0) return skipped(`the database does not say who may ${verbs(unknown)}`);
    return missing.length === 0
      ? ok('this user may read, store and delete sessions')
      : ok(`this user may read and delete sessions, not ${verbs(missing)} them`);
  },
};

const verbs = (names: readonly Privilege[]): string =>
  names.map((name) => name.toLowerCase()).join(' or ');
