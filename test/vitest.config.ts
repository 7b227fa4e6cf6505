import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    dir: 'test',
    // One test measures memory.
    execArgv: ['--expose-gc'],
    include: ['**/*.test.ts'],
    globalSetup: ['test/helpers/build.ts', 'test/helpers/postgres-18.ts'],
    // The files of a worker share its modules, which are loaded and compiled once for all of them.
    isolate: false,
    // One more than there are cores: many tests only wait for processes and servers.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
