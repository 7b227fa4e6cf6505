import type { Context } from '../context.js';
import { exit } from '../exit.js';
import { nearest } from '../../inside.js';
import { optionsGuide } from '../options-guide.js';
import { createPalette } from '../output/palette.js';
import { shippedNames, shippedText } from '../shipped.js';
import { quoted, UsageError } from '../usage.js';
import { namesOf, type CommandDefinition } from './command.js';

/** The one guide that is made from the table of options. */
const optionsTopic = 'options';

/** Not a guide, but what `man` makes a page of: for packages, and where none was installed. */
const manTopic = 'man';

/** Writes the help of a command, or of the whole. */
export type ShowHelp = (command?: string) => void;

/** The help of the whole, of a command, or a guide. */
export const help = (
  showHelp: ShowHelp,
  commands: () => readonly CommandDefinition[],
): CommandDefinition => ({
  name: 'help',
  summary: 'show help: of a command, or a guide',
  examples: ['session-admin help', 'session-admin help purge', 'session-admin help django'],

  arguments: [['[command or topic]', 'a command, or the name of a guide']],
  applications: 'none',

  completes: ({ length }) =>
    length === 0 ? [...commands().map((one) => one.name), ...topicNames()] : [],

  run: async (context, [name]) => {
    const command = commands().find((one) => name !== undefined && namesOf(one).includes(name));
    const guide = name === undefined ? null : guideText(name, commands());
    if (name === manTopic) {
      const { manPage } = await import('../man-page.js');
      await context.out.write(manPage(commands()));
    } else if (name === undefined) {
      showHelp();
      await context.out.write(`\n${topics()}`);
    } else if (guide !== null) {
      await show(
        context,
        command ? `${guide}\nIts options: \`session-admin ${name} --help\`.\n` : guide,
      );
    } else if (command) {
      showHelp(command.name);
    } else {
      const near = nearest(name, [...commands().flatMap(namesOf), ...topicNames()]);
      const meant = near === undefined ? '' : `did you mean ${near}? `;
      throw new UsageError(
        `there is no command and no guide ${quoted(name)}: ${meant}${topics().trim()}`,
      );
    }
    return exit.done;
  },
});

const guideText = (name: string, commands: readonly CommandDefinition[]): string | null =>
  name === optionsTopic ? optionsGuide(commands) : shippedText('help', `${fileName(name)}.md`);

/** On a terminal laid out and, where it is long, through a pager; in a pipe as it is written. */
async function show(context: Context, guide: string): Promise<void> {
  const { width, color } = context.renderOptions(new Date());
  if (width === null) return context.out.write(guide);
  const { layOutGuide } = await import('../output/guide.js');
  await context.show(layOutGuide(guide, width, await createPalette(color)));
}

const fileName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9-]/g, '');

/** Returns the names of the guides, in order. */
const topicNames = (): string[] => [...shippedNames('help', '.md'), optionsTopic].sort();

const topics = (): string => `Guides (session-admin help <topic>): ${topicNames().join(', ')}\n`;
