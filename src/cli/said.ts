import { columnsOf, type Io } from './io.js';

/** What people are told on stderr, in one line; behind it what they may copy, which is never broken. */
export interface Said {
  readonly text: string;
  readonly toCopy?: string | undefined;
}

/** No terminal is taken to be narrower. */
const narrowest = 20;

/** How it is written: elsewhere than on a terminal as one line, there with its lines ended between words. */
export async function written(stream: Io['stderr'], { text, toCopy }: Said): Promise<string> {
  const line = toCopy === undefined ? text : `${text}: ${toCopy}`;
  if (stream.isTTY !== true) return `${line}\n`;
  const width = Math.max(columnsOf(stream), narrowest);
  // Most lines are short, and need none of this.
  if (line.length * widest <= width) return `${line}\n`;
  const [{ widthOf }, { hanging }] = await Promise.all([
    import('./output/cut.js'),
    import('./output/wrap.js'),
  ]);
  if (widthOf(line) <= width) return `${line}\n`;
  const begin = hanging(toCopy === undefined ? text : `${text}:`, width, { wholeWords: true });
  return toCopy === undefined ? `${begin}\n` : `${begin}\n  ${toCopy}\n`;
}

/** So many columns a character takes at most. */
const widest = 2;
