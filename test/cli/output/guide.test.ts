import { describe, expect, it } from 'vitest';
import { layOutGuide } from '../../../src/cli/output/guide.js';
import { createPalette, unpainted } from '../../../src/cli/output/palette.js';

const draw = (markdown: string, columns = 40): string[] =>
  layOutGuide(markdown, columns, unpainted).split('\n');

describe('a guide on a terminal', () => {
  it('wraps paragraphs and lists, and leaves out their marks', () => {
    const text =
      '# Title\n\nA `code` and a **bold**, in a\nparagraph of [two](other.md) lines.\n\n- one item that is long enough to go on\n- two';
    expect(draw(text)).toEqual([
      'Title',
      '',
      '  A code and a bold, in a paragraph of',
      '  two lines.',
      '',
      '  - one item that is long enough to go',
      '    on',
      '  - two',
      '',
    ]);
  });

  it('says where a link leads that leaves the guides', () => {
    expect(draw('[SCS](https://example.test/scs)')).toEqual([
      '  SCS (https://example.test/scs)',
      '',
    ]);
  });

  it('never wraps a block: what is copied runs', () => {
    const command = `session-admin list ${'--where a=b '.repeat(10)}`.trimEnd();
    expect(draw(`\`\`\`sh\n${command}\n\n# no heading\n\`\`\``)).toEqual([
      `    ${command}`,
      '',
      '    # no heading',
      '',
    ]);
  });

  it('draws tables in columns that fit', () => {
    const table =
      '| code | meaning |\n| ---- | --- |\n| 0 | done, also when there was nothing at all to do |';
    expect(draw(table)).toEqual([
      '  code  meaning',
      '  0     done, also when there was',
      '        nothing at all to do',
      '',
    ]);
  });

  it('paints, and keeps its columns all the same', async () => {
    const palette = await createPalette(true);
    const table = '| a | b |\n| - | - |\n| `x` | y |\n| long one | z |';
    const bare = layOutGuide(table, 40, palette)
      .replace(/\x1b\[\d+m/g, '')
      .replace(/ +$/gm, '');
    expect(bare).toBe(layOutGuide(table, 40, unpainted));
  });
});
