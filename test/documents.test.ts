import { readFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { variables } from '../src/cli/option-words.js';
import { layoutNames } from '../src/index.js';
import { describeDocument } from './helpers/documents.js';

const guides = readdirSync(fileURLToPath(new URL('../src/cli/help/', import.meta.url)));

describeDocument('README.md', (readme) => {
  it('can be read in one sitting', () => {
    expect(readme.text.split('\n').length).toBeLessThanOrEqual(251);
  });

  it.each(layoutNames)('speaks of the layout %s', (name) => {
    expect(readme.text).toContain(`\`${name}\``);
  });

  it('has the exit codes that --help has', async () => {
    const { output } = await readme.bash('session-admin --help');
    const codes = [...output.matchAll(/^ +(\d+) {2}\w|\s{3}(\d+) {2,}\w/gm)].map(
      ([, first, second]) => first ?? second ?? '',
    );
    expect(codes.sort()).toEqual(['0', '1', '2', '3', '4', '75']);
    const row = (code: string): RegExp => new RegExp(`^\\| ${code} +\\|`, 'm');
    expect(codes.filter((code) => !row(code).test(readme.text))).toEqual([]);
  });

  it.each(guides)('names the guide %s', (file) => {
    expect(readme.text).toContain(`\`${file.replace(/\.md$/, '')}\``);
  });
});

for (const file of guides) {
  describeDocument(`src/cli/help/${file}`, (guide) => {
    it('has one title', () => {
      expect(guide.text).toMatch(/^# .+\n\n/);
      expect(guide.text.replace(/^```[^]*?^```$/gm, '').match(/^# /gm)).toHaveLength(1);
    });

    it.runIf(file === 'environment.md')('names every variable that --help does', async () => {
      const { output } = await guide.bash('session-admin --help');
      const variables = output.match(/SESSION_ADMIN_\w+/g) ?? [];
      expect(variables.length).toBeGreaterThan(5);
      expect(variables.filter((name) => !guide.text.includes(`\`${name}\``))).toEqual([]);
    });

    it.runIf(file === 'environment.md')('has the variables that the code has', () => {
      const rows = [...guide.text.matchAll(/^\| (`.*?) +\| (.*?) +\|$/gm)];
      expect(rows.map(([, names, words]) => [names?.replaceAll('`', ''), words])).toEqual(
        variables().map(({ names, option, help }) => [names, option ? `\`${option}\`` : help]),
      );
    });

    it.runIf(file === 'deploy.md')('has GitHub Actions pass the token on', async () => {
      expect(await readFile(join(guide.folder, 'env'), 'utf8')).toMatch(
        /^SESSION_COOKIE=session=[\w-]{43}$/m,
      );
    });
  });
}
