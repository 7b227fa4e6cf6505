import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: 'test',
    // One test measures memory.
    execArgv: ['--expose-gc'],
    include: ['**/*.test.ts'],
    globalSetup: ['test/helpers/build.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
