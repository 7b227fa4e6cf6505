import { ok, warn, type Check } from '../contract.js';

/** Whether what is said to the database can be read on its way. */
export const connection: Check = {
  name: 'connection',
  run: async ({ database }) => {
    const { title, remote } = database;
    // Nothing is known of the way before something went it.
    await database.select({ sql: 'SELECT 1 AS one' });
    const transport = database.transport();
    if (transport === null) return ok(title);
    if (transport === 'TLS' || transport === 'socket') return ok(`${title}, by ${transport}`);
    if (remote !== true) return ok(`${title}, on this machine`);
    return warn(
      `${title} is on another host, and tokens and payloads go there in ${transport}`,
      transport === 'plain text'
        ? 'ask for TLS in the URL: sslmode=require, or verify-full to check the server as well'
        : 'turn TLS on at the server, then insist on it in the URL with sslmode=require',
      'database',
    );
  },
};
