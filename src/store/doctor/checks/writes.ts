import { ok, warn, type Check } from '../contract.js';

/** Whether the database takes changes at all. */
export const writes: Check = {
  name: 'writes',
  run: async ({ database }) => {
    const { readOnly } = await database.dialect.standing(database);
    return readOnly === null
      ? ok('the database takes changes')
      : warn(
          `the database takes no changes: ${readOnly}`,
          'purge where the application writes; here sessions can be looked at',
          'database',
        );
  },
};
