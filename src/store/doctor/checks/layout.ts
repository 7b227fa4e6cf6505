import { fail, ok, warn, type Check } from '../contract.js';

/** How sure it is whose table it is. */
export const layout: Check = {
  name: 'layout',
  run: ({ table }) => {
    const { proof, doubts, isView } = table;
    const reasons = proof.reasons.join(', ');
    const what = `${table.table.name} is ${table.layout.title}`;
    if (proof.verdict === 'contradicted') {
      return Promise.resolve(
        fail(
          `${table.table.name} is not ${table.layout.title}: ${reasons}`,
          'name another layout',
          'layout',
        ),
      );
    }
    if (proof.verdict === 'plausible') {
      const message = `${what}, ${reasons}: sessions are shown, and nothing is changed on a guess`;
      return Promise.resolve(warn(message, 'say that it is so, if you know it', 'layout'));
    }
    if (doubts.length > 0) {
      return Promise.resolve(
        warn(
          `${what}, but ${doubts.join('; ')}`,
          'where such a column ends sessions, say which columns count',
          'columns',
        ),
      );
    }
    const view = isView ? '; it is a view, through which nothing is changed' : '';
    return Promise.resolve(ok(`${what}: ${reasons}${view}`));
  },
};
