import type { Json, Session } from '../../index.js';
import { relative } from '../values/duration.js';
import type { FactField } from '../values/fields.js';
import { escapeText } from './escape.js';
import { expiryPaint, relativeExpiry } from './expiry.js';
import { isoTime } from './iso-time.js';
import { stringifyJson } from './json.js';
import { tokenText } from './mask.js';
import { createPalette, type Paint, type Palette } from './palette.js';
import type { RenderOptions } from '../formats/contract.js';
import { formatSize } from './size.js';
import { peopleText } from './users-text.js';
import { wrapText } from './wrap.js';

/** What is left for a fact, however narrow the terminal. */
const narrowest = 20;
/** Longer than this, JSON is shown without colour: nobody reads it, and it may be hostile. */
const longestColored = 200_000;

/**
 * One session for people: its facts, aligned, then the payload as indented JSON.
 *
 * The stored bytes (base64) are there where `raw` is set and the session has them.
 */
export async function renderDetail(
  session: Session,
  options: Pick<RenderOptions, 'reveal' | 'raw' | 'now' | 'color' | 'facts' | 'width'>,
): Promise<string> {
  const palette = await createPalette(options.color);
  const facts = factsOf(session, options, palette);
  const margin = Math.max(...facts.map(([name]) => name.length)) + 2;
  const room = options.width === null ? Infinity : Math.max(options.width - margin, narrowest);
  const lines = facts.flatMap(([name, text, paint]) =>
    wrapText(text, room).map((line, i) => {
      const before = (i === 0 ? name : '').padEnd(margin);
      return `${palette.faint(before)}${paint(line)}\n`;
    }),
  );
  const payload = session.data === null ? '' : `\n${coloredJson(session.data, palette)}\n`;
  return lines.join('') + payload;
}

function factsOf(
  session: Session,
  { reveal, raw, now, facts: told }: Pick<RenderOptions, 'reveal' | 'raw' | 'now' | 'facts'>,
  palette: Palette,
): Fact[] {
  const { plain, faint } = palette;
  const { user, error, raw: bytes } = session;
  const facts: Fact[] = [
    ['Token', tokenText(session, reveal), palette.token],
    user === null ? ['User', 'none', faint] : ['User', peopleText(session), plain],
    ['State', session.state, plain],
    ['Expiry', expiryText(session, now), expiryPaint(session, now, palette)],
    ...told.map((name): Fact => {
      const text = factText(session, name, now);
      return text === null ? [titles[name], 'unknown', faint] : [titles[name], text, plain];
    }),
    ['Size', formatSize(session.size), plain],
    ['Codec', session.codec ?? 'none', plain],
  ];
  if (error !== null) facts.push(['Error', escapeText(error), palette.error]);
  if (raw && bytes !== null) facts.push(['Raw', bytes.toString('base64'), plain]);
  return facts;
}

/** What is escaped already, and its paint. */
type Fact = readonly [name: string, text: string, paint: Paint];

const titles: Readonly<Record<FactField, string>> = {
  created: 'Created',
  lastSeen: 'Last seen',
  ip: 'Address',
  agent: 'Agent',
  device: 'Device',
};

/** Null where it is not known. */
function factText(session: Session, name: FactField, now: Date): string | null {
  const value = session[name];
  if (value === null) return null;
  return value instanceof Date
    ? `${isoTime(value) ?? ''} (${relative(value, now)})`
    : escapeText(value);
}

function expiryText(session: Session, now: Date): string {
  const exact = isoTime(session.expiry);
  const distance = relativeExpiry(session, now);
  return exact === null ? distance : `${exact} (${distance})`;
}

/** A string, with the colon where it is a key; a number; or a word. */
const parts = /"(?:[^"\\]+|\\.)*"(:)?|-?\d[\d.eE+-]*|true|false|null/g;

/** Indented JSON in the palette's colours, safe on a terminal. */
function coloredJson(value: Json, palette: Palette): string {
  const text = stringifyJson(value, 2);
  if (text.length > longestColored) return text;
  return text.replace(parts, (part: string, colon: string | undefined) => {
    if (colon !== undefined) return `${palette.key(part.slice(0, -1))}:`;
    if (part.startsWith('"')) return palette.text(part);
    return /^[tfn]/.test(part) ? palette.literal(part) : palette.number(part);
  });
}
