import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Tally } from '../../../src/store/stats/tally.js';

const session = fc.record({
  key: fc.oneof(
    fc.constantFrom(
      'a',
      'b',
      'A',
      'a ',
      '',
      '\0',
      '\ud800',
      '__proto__',
      'a user id of some length',
    ),
    fc.string({ maxLength: 2 }),
  ),
  active: fc.boolean(),
  lastSeen: fc.option(fc.date({ min: new Date(1), noInvalidDate: true })),
  users: fc.uniqueArray(fc.constantFrom('1', '2', '3'), { maxLength: 2 }),
});

it('counts what a Map would, and tells those with the most sessions, in order', () => {
  fc.assert(
    fc.property(
      fc.array(session, { maxLength: 200 }),
      fc.integer({ min: 1, max: 5 }),
      (all, most) => {
        const tally = new Tally(most);
        for (const { key, ...counting } of all) tally.add(key, counting);
        const keys = [...new Set(all.map(({ key }) => key))];
        const groups = keys.map((key) => [key, all.filter((one) => one.key === key)] as const);
        const expected = groups.map(([key, theirs]) => ({
          key,
          sessions: theirs.length,
          active: theirs.filter(({ active }) => active).length,
          users: new Set(theirs.flatMap(({ users }) => users)).size,
          lastSeen: theirs.reduce<Date | null>(
            (last, { lastSeen }) => (lastSeen && (!last || lastSeen > last) ? lastSeen : last),
            null,
          ),
        }));
        expected.sort((a, b) => b.sessions - a.sessions || (a.key < b.key ? -1 : 1));
        expect(tally.size).toBe(keys.length);
        expect(tally.leaders()).toEqual(expected.slice(0, most));
      },
    ),
  );
});

it('counts a hundred thousand users, and keeps of most no more than their figures', () => {
  const tally = new Tally(3);
  const once = { active: true, lastSeen: null, users: [] };
  for (let n = 0; n < 100_000; n++) tally.add(`user${n}`, once);
  for (const user of ['user7', 'user7', 'user99999', 'user5']) tally.add(user, once);
  expect(tally.size).toBe(100_000);
  expect(tally.leaders().map(({ key, sessions }) => [key, sessions])).toEqual([
    ['user7', 3],
    ['user5', 2],
    ['user99999', 2],
  ]);
});
