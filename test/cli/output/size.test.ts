import { expect, it } from 'vitest';

import { formatSize } from '../../../src/cli/output/size.js';

it.each([
  [0, '0 B'],
  [231, '231 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [1234, '1.2 kB'],
  [9949, '9.9 kB'],
  [9950, '10 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [34_000_000, '34 MB'],
  [5e15, '5000 TB'],
])('%d bytes are %s', (bytes, text) => expect(formatSize(bytes)).toBe(text));
