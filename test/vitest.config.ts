import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: 'test',
    // One test measures memory.
    execArgv: ['--expose-gc'],
    include: ['**/*.test.ts'],
    globalSetup: ['test/helpers/build.ts', 'test/helpers/postgres-18.ts'],
    // By default one core is left idle; many tests only wait for processes and servers.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
