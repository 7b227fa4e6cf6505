import { describe, expect, it } from 'vitest';

import type { FormatName, ResultRenderer } from '../../../src/cli/formats/contract.js';
import { formats } from '../../../src/cli/formats/registry.js';

const result = {
  deleted: 3,
  batches: 1,
  remaining: null,
  cutoff: '2027-01-02T03:04:05.678Z',
  dryRun: false,
};
const json = JSON.stringify(result);
const values = ['3', '1', '', '2027-01-02T03:04:05.678Z', 'false'];

async function createResultRenderer(format: FormatName): Promise<ResultRenderer> {
  const renderer = await formats[format].results?.();
  return renderer ?? expect.fail(`${format} has no words for a result`);
}

describe('the results of a command', () => {
  it.each<[FormatName, string]>([
    ['table', 'Purged 3 sessions.\n'],
    ['json', `${json}\n`],
    ['ndjson', `${json}\n`],
    ['csv', `deleted,batches,remaining,cutoff,dryRun\n${values.join(',')}\n`],
    ['tsv', `${values.join('\t')}\n`],
    ['count', '3\n'],
  ])('writes %s', async (format, text) => {
    const render = await createResultRenderer(format);
    expect(render(result, 'Purged 3 sessions.')).toBe(text);
  });

  it('writes the CSV header once', async () => {
    const render = await createResultRenderer('csv');
    expect(render({ n: 1 }, '') + render({ n: 2 }, '')).toBe('n\n1\n2\n');
  });

  it('counts the first number, past texts', async () => {
    const render = await createResultRenderer('count');
    expect(render({ time: 'now', deleted: 0, batches: 7 }, '')).toBe('0\n');
    expect(render({ time: 'now' }, '')).toBe('0\n');
  });

  it('has no tokens', () => {
    expect(formats.tokens.results).toBeNull();
  });

  it('counts what it is told to count', async () => {
    const render = await createResultRenderer('count');
    expect(render({ matched: 5, deleted: 3 }, '', 3)).toBe('3\n');
  });

  it('escapes what it writes', async () => {
    expect((await createResultRenderer('table'))({}, 'a\nb\x1b')).toBe('a\\nb\\x1b\n');
    expect((await createResultRenderer('tsv'))({ error: 'a\tb\n' }, '')).toBe('a\\tb\\n\n');
  });
});
