import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Short files whose tests take long: vitest, which goes by the size, would leave one for the end. */
const long = /\/test\/(?:apps\/|layouts\/every|cli\/(?:locked|silent|watchers))/;

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification): number => Number(long.test(moduleId));
    return (await super.sort(files)).sort((a, b) => isLong(b) - isLong(a));
  }
}

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
    sequence: { sequencer: LongFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
