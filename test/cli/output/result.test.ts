import { describe, expect, it } from 'vitest';

import type { FormatName } from '../../../src/cli/output/formats.js';
import { createResultRenderer } from '../../../src/cli/output/result.js';

const result = {
  deleted: 3,
  batches: 1,
  remaining: null,
  cutoff: '2027-01-02T03:04:05.678Z',
  dryRun: false,
};
const json = JSON.stringify(result);
const values = ['3', '1', '', '2027-01-02T03:04:05.678Z', 'false'];

describe('createResultRenderer', () => {
  it.each<[FormatName, string]>([
    ['table', 'Purged 3 sessions.\n'],
    ['json', `${json}\n`],
    ['ndjson', `${json}\n`],
    ['csv', `deleted,batches,remaining,cutoff,dryRun\n${values.join(',')}\n`],
    ['tsv', `${values.join('\t')}\n`],
    ['count', '3\n'],
    ['tokens', ''],
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

  it('escapes what it writes', async () => {
    expect((await createResultRenderer('table'))({}, 'a\nb\x1b')).toBe('a\\nb\\x1b\n');
    expect((await createResultRenderer('tsv'))({ error: 'a\tb\n' }, '')).toBe('a\\tb\\n\n');
  });
});
