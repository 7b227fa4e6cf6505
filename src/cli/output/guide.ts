import { widthOf } from './cut.js';
import { unpainted, type Paint, type Palette } from './palette.js';

/** Lines are harder to read beyond so many columns. */
const widest = 92;
const indent = '  ';

/**
 * Lays a guide out for a terminal of so many columns: the Markdown that the guides are written in,
 * which is headings, paragraphs, lists, tables and fenced blocks. Blocks are never wrapped, so that
 * what is copied out of them runs.
 */
export function layOutGuide(markdown: string, columns: number, palette: Palette): string {
  const width = Math.max(20, Math.min(columns, widest) - indent.length);
  const lines = partsOf(markdown).flatMap((part, at, parts) => {
    const listed = part.kind === 'item' && parts[at + 1]?.kind === 'item';
    return [...linesOf(part, width, palette), ...(listed ? [] : [''])];
  });
  return `${lines
    .join('\n')
    .replace(/[ \t]+$/gm, '')
    .trimEnd()}\n`;
}

/** A stretch of lines of one kind. */
interface Part {
  kind: 'heading' | 'block' | 'table' | 'item' | 'text';
  lines: string[];
}

function partsOf(markdown: string): Part[] {
  const parts: Part[] = [];
  let fenced = false;
  let ended = true;
  for (const line of markdown.split('\n')) {
    const fence = line.startsWith('```');
    if (fence) {
      fenced = !fenced;
      ended = true;
      if (fenced) parts.push({ kind: 'block', lines: [] });
      continue;
    }
    const last = parts.at(-1);
    if (fenced) {
      last?.lines.push(line);
    } else if (line.trim() === '') {
      ended = true;
    } else {
      const kind = kindOf(line);
      const goesOn = last && !ended && (kind === last.kind || kind === 'text') && kind !== 'item';
      if (goesOn) last.lines.push(line);
      else parts.push({ kind, lines: [line] });
      ended = kind === 'heading';
    }
  }
  return parts;
}

const kindOf = (line: string): Part['kind'] => {
  if (/^#+ /.test(line)) return 'heading';
  if (line.startsWith('|')) return 'table';
  return line.startsWith('- ') ? 'item' : 'text';
};

function linesOf({ kind, lines }: Part, width: number, palette: Palette): string[] {
  switch (kind) {
    case 'heading':
      return lines.map((line) => palette.heading(plain(line.replace(/^#+ /, ''))));
    case 'block':
      return lines.map((line) => `${indent}${indent}${palette.token(line)}`);
    case 'table':
      return tableLines(lines, width, palette).map((line) => indent + line);
    case 'item': {
      const [first = '', ...others] = wrap(lines.join(' ').slice(2), width - 2, palette);
      return [`${indent}- ${first}`, ...others.map((line) => `${indent}  ${line}`)];
    }
    case 'text':
      return wrap(lines.join(' '), width, palette).map((line) => indent + line);
  }
}

/** Words that stay together, and how each is painted. */
interface Word {
  text: string;
  paint: Paint;
}

const marks = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)]*)\)/g;

/** The words of a text, less its marks; a link is its own text, and its address where that is elsewhere. */
function wordsOf(text: string, palette: Palette): Word[] {
  const pieces: Word[] = [];
  let at = 0;
  const add = (piece: string, paint: Paint): void => {
    for (const word of piece.split(/(?<= )/)) pieces.push({ text: word, paint });
  };
  for (const match of text.matchAll(marks)) {
    add(text.slice(at, match.index), palette.plain);
    const [all, code, bold, link, address = ''] = match;
    if (code !== undefined) pieces.push({ text: code, paint: palette.token });
    else if (bold !== undefined) add(bold, palette.heading);
    else add(/^https?:/.test(address) ? `${link ?? ''} (${address})` : (link ?? ''), palette.plain);
    at = match.index + all.length;
  }
  add(text.slice(at), palette.plain);
  return pieces.filter((word) => word.text !== '');
}

const plain = (text: string): string =>
  wordsOf(text, unpainted)
    .map((word) => word.text)
    .join('');

/** Breaks a text into lines of at most so many columns; a longer word has a line of its own. */
function wrap(text: string, width: number, palette: Palette): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  // A mark may end within a word, such as `code`, and the comma that follows it.
  for (const group of groupsOf(wordsOf(text, palette))) {
    const size = group.reduce((sum, word) => sum + widthOf(word.text), 0);
    const bare = size - (group.at(-1)?.text.endsWith(' ') ? 1 : 0);
    if (used > 0 && used + bare > width) {
      lines.push(line.trimEnd());
      line = '';
      used = 0;
    }
    line += group.map(({ text: word, paint }) => paint(word)).join('');
    used += size;
  }
  if (used > 0) lines.push(line.trimEnd());
  return lines;
}

function groupsOf(words: readonly Word[]): Word[][] {
  const groups: Word[][] = [];
  let open = false;
  for (const word of words) {
    const last = groups.at(-1);
    if (open && last) last.push(word);
    else groups.push([word]);
    open = !word.text.endsWith(' ');
  }
  return groups;
}

function tableLines(lines: readonly string[], width: number, palette: Palette): string[] {
  const rows = lines
    .filter((line) => !/^\|[\s|:-]+$/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('\\|', '|')));
  const natural = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => widthOf(plain(row[column] ?? '')))),
  );
  const widths = narrowed(natural, width - 2 * (natural.length - 1));
  return rows.flatMap((row, index) => {
    const cells = widths.map((each, column) => wrap(row[column] ?? '', each, palette));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, at) => {
      const line = cells
        .map((cell, column) => padded(cell[at] ?? '', widths[column] ?? 0))
        .join('  ');
      return index === 0 ? palette.heading(line) : line;
    });
  });
}

/** The widths that add up to no more than there is: the widest gives way first. */
function narrowed(natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  for (let over = widths.reduce((a, b) => a + b, 0) - width; over > 0; over--) {
    const widest = Math.max(...widths);
    if (widest <= 8) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

const painted = /\x1b\[\d+m/g;

const padded = (cell: string, width: number): string =>
  cell + ' '.repeat(Math.max(0, width - widthOf(cell.replace(painted, ''))));
