import { describe, expect, it } from 'vitest';
import { deviceOf } from '../../src/index.js';

const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';

describe('the device of an agent', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox on Linux'],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${webkit} Version/17.5 Mobile/15E148 Safari/604.1`,
      'Safari on iPhone',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
      'Chrome on Windows',
    ],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot'],
    ['curl/8.5.0', 'curl 8.5'],
    ['python-requests/2.31.0', 'python-requests 2.31'],
    ['Symfony', 'Symfony'],
    ['Mozilla/5.0', null],
    ['\x1b[31mred', null],
    ['', null],
    [null, null],
  ])('%s', async (agent, device) => {
    expect(await deviceOf(agent)).toBe(device);
  });

  it('looks at the beginning alone, however long it is', async () => {
    const long = (length: number) => `Mozilla/5.0 (X11; Linux) ${'Firefox/1 '.repeat(length)}`;
    expect(await deviceOf(long(100_000))).toBe('Firefox on Linux');
    expect(await deviceOf(`${'a'.repeat(1_000_000)}/1`)).toHaveLength(40);
  });
});
