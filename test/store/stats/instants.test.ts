import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Instants } from '../../../src/store/stats/instants.js';

const stretchesOf = (times: readonly (string | number)[], most = 30) => {
  const instants = new Instants();
  for (const time of times) instants.add(new Date(time));
  return instants.stretches(most);
};

const day = 86_400_000;
const longs = (stretches: ReturnType<typeof stretchesOf>): number[] =>
  stretches.map(({ from, until }) => until.getTime() - from.getTime());

describe('stretches of time', () => {
  it('are none where there is no instant', () => expect(stretchesOf([])).toEqual([]));

  it('are as short as they may be for so many', () => {
    const days = Array.from({ length: 28 }, (_, n) => Date.UTC(2026, 10, 1) + n * day);
    const stretches = stretchesOf(days);
    expect(stretches).toHaveLength(28);
    expect(stretches[0]).toEqual({
      from: new Date('2026-11-01T00:00:00Z'),
      until: new Date('2026-11-02T00:00:00Z'),
      sessions: 1,
    });
    expect(longs(stretchesOf(days, 15)).every((length) => length === 2 * day)).toBe(true);
  });

  it('leave the few that lie far away to the ends', () => {
    const busy = Array.from({ length: 500 }, (_, n) => Date.UTC(2026, 10, 1) + n * 3_600_000);
    const stretches = stretchesOf(['1970-01-01T00:00:00Z', ...busy, '9999-12-31T23:59:59Z']);
    expect(stretches.length).toBeLessThanOrEqual(30);
    expect(stretches.at(0)).toMatchObject({ from: new Date(0), sessions: 1 });
    expect(stretches.at(-1)).toMatchObject({ until: new Date(Date.UTC(10_000, 0)), sessions: 1 });
    expect(longs(stretches.slice(1, -1)).every((length) => length === day)).toBe(true);
  });

  it('hold every instant once, whatever their spread, one behind the other', () => {
    const times = fc.integer({ min: Date.parse('0001-01-01'), max: Date.UTC(9999, 11, 31) });
    const near = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2026, 2) });
    fc.assert(
      fc.property(fc.array(fc.oneof(times, near), { minLength: 1, maxLength: 300 }), (all) => {
        const stretches = stretchesOf(all);
        expect(stretches.length).toBeLessThanOrEqual(30);
        for (const [i, { from, until, sessions }] of stretches.entries()) {
          if (i > 0) expect(from).toEqual(stretches[i - 1]?.until);
          expect(sessions).toBe(
            all.filter((at) => at >= from.getTime() && at < until.getTime()).length,
          );
        }
        expect(stretches.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(all.length);
      }),
    );
  });

  it('grow coarser before they are too many to keep', () => {
    const everyHour = Array.from({ length: 15_000 }, (_, n) => n * 3_600_000);
    const stretches = stretchesOf(everyHour);
    expect(stretches.length).toBeLessThanOrEqual(30);
    expect(stretches.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(15_000);
  });
});
