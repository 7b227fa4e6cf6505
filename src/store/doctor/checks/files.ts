import { fail, ok, skipped, warn, type Check } from '../contract.js';

/** Whether others on this machine can read the sessions past the application. */
export const files: Check = {
  name: 'files',
  run: async ({ database }) => {
    if (database.dialect.files === null) return skipped('the files are the server’s own');
    const all = await database.dialect.files(database);
    if (all.length === 0) return skipped('there is no file, or none that has modes');
    const written = all.find(({ forOthers }) => forOthers === 'write');
    if (written) {
      return fail(`everybody on this machine can change ${written.path}`, written.close);
    }
    const read = all.find(({ forOthers }) => forOthers === 'read');
    if (read) {
      return warn(
        `everybody on this machine can read ${read.path}, and with its tokens log in`,
        read.close,
      );
    }
    return ok('nobody but its owner and group can read the file');
  },
};
