import { describe, expect, it } from 'vitest';

import { type Demand, fitWidths } from '../../../src/cli/output/fit.js';

const column = (natural: number, least: number, rank: number): Demand => ({ natural, least, rank });

describe('fitWidths', () => {
  const columns = [column(9, Infinity, 0), column(20, 6, 2), column(50, 10, 1)];

  it('leaves alone what fits', () => {
    expect(fitWidths(columns, 83, 2)).toEqual([9, 20, 50]);
    expect(fitWidths(columns, Infinity, 2)).toEqual([9, 20, 50]);
  });
  it('cuts the widest first, down to the least', () => {
    expect(fitWidths(columns, 60, 2)).toEqual([9, 20, 27]);
    expect(fitWidths(columns, 29, 2)).toEqual([9, 6, 10]);
  });
  it('drops the highest rank where cutting is not enough', () => {
    expect(fitWidths(columns, 28, 2)).toEqual([9, 0, 17]);
    expect(fitWidths(columns, 20, 2)).toEqual([9, 0, 0]);
  });
  it('cuts the last one left to what there is', () => {
    expect(fitWidths(columns, 5, 2)).toEqual([5, 0, 0]);
    expect(fitWidths(columns, 0, 2)).toEqual([1, 0, 0]);
  });
  it('cuts a firm column after the others, when those that may be spared are gone', () => {
    const user = { ...column(30, 12, 1), firm: true };
    const more = [
      column(9, Infinity, 0),
      user,
      column(20, 12, 2),
      { ...column(50, 10, 3), spared: true },
      { ...column(5, Infinity, 4), spared: true },
    ];
    expect(fitWidths(more, 84, 2)).toEqual([9, 30, 20, 12, 5]);
    expect(fitWidths(more, 70, 2)).toEqual([9, 30, 15, 10, 0]);
    expect(fitWidths(more, 60, 2)).toEqual([9, 30, 17, 0, 0]);
    expect(fitWidths(more, 50, 2)).toEqual([9, 25, 12, 0, 0]);
    expect(fitWidths(more, 36, 2)).toEqual([9, 25, 0, 0, 0]);
  });
  it('takes no columns for none', () => expect(fitWidths([], 10, 2)).toEqual([]));
});
