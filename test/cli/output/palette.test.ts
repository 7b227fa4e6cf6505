import { describe, expect, it } from 'vitest';

import { colorWanted } from '../../../src/cli/output/palette.js';

const terminal = { isTTY: true };
const pipe = {};

describe('colorWanted', () => {
  it.each([
    ['a terminal', terminal, {}, undefined, true],
    ['a pipe', pipe, {}, undefined, false],
    ['NO_COLOR', terminal, { NO_COLOR: '1' }, undefined, false],
    ['NO_COLOR=0, which is not empty', terminal, { NO_COLOR: '0' }, undefined, false],
    ['an empty NO_COLOR', terminal, { NO_COLOR: '' }, undefined, true],
    ['TERM=dumb', terminal, { TERM: 'dumb' }, undefined, false],
    ['FORCE_COLOR in a pipe', pipe, { FORCE_COLOR: '1' }, undefined, true],
    ['FORCE_COLOR on TERM=dumb', pipe, { FORCE_COLOR: '3', TERM: 'dumb' }, undefined, true],
    ['FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, undefined, false],
    ['FORCE_COLOR=false', terminal, { FORCE_COLOR: 'false' }, undefined, false],
    ['an empty FORCE_COLOR', pipe, { FORCE_COLOR: '' }, undefined, false],
    ['NO_COLOR over FORCE_COLOR', pipe, { NO_COLOR: '1', FORCE_COLOR: '1' }, undefined, false],
    ['the flag over FORCE_COLOR', terminal, { FORCE_COLOR: '1' }, false, false],
    ['the flag not given', terminal, {}, true, true],
  ])('%s', (_, stream, env, flag, wanted) => {
    expect(colorWanted({ stream, env, flag })).toBe(wanted);
  });
});
