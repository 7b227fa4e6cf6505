import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

describe('what is packed', () => {
  it('is the tool, the library with its types, and the papers', async () => {
    const { stdout } = await promisify(execFile)(
      'npm',
      ['pack', '--dry-run', '--json', '--ignore-scripts'],
      { cwd: root },
    );
    const [packed] = JSON.parse(stdout) as [{ files: { path: string; mode: number }[] }];
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'bin/package.json',
        'bin/session-admin.js',
        'dist/cli/licenses.txt',
        'dist/cli/start.cjs',
        'dist/cli/worker.js',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/layout.schema.json',
        'dist/session-admin.1',
        'dist/store/screen/worker.js',
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'package.json',
      ]),
    );
    expect(
      paths.filter((path) => /^(src|test|\.ci)\/|\.test\.|tsbuildinfo|\.db/.test(path)),
    ).toEqual([]);
    const mode = packed.files.find(({ path }) => path === 'bin/session-admin.js')?.mode ?? 0;
    expect(mode & 0o111).toBe(0o111);
  });
});
