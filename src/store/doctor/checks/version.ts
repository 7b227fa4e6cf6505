import { ok, warn, type Check } from '../contract.js';

/** Whether the database is one of those that this was tried with. */
export const version: Check = {
  name: 'version',
  run: async ({ database }) => {
    const { version: what, wants } = await database.dialect.standing(database);
    return wants === null
      ? ok(what)
      : warn(`${what} is older than any that is known to do`, `upgrade it to ${wants} or later`);
  },
};
