import type { Json, Session } from '../../index.js';
import { relative } from '../values/duration.js';
import type { FactField } from '../values/fields.js';
import { escapeText } from './escape.js';
import { expiryPaint, relativeExpiry } from './expiry.js';
import { isoTime } from './iso-time.js';
import { stringifyJson } from './json.js';
import { tokenText } from './mask.js';
import { createPalette, type Palette } from './palette.js';
import type { RenderOptions } from '../formats/contract.js';
import { formatSize } from './size.js';
import { peopleText } from './users-text.js';

/** Longer than this, JSON is shown without colour: nobody reads it, and it may be hostile. */
const longestColored = 200_000;

/**
 * One session for people: its facts, aligned, then the payload as indented JSON.
 *
 * The stored bytes (base64) are there where `raw` is set and the session has them.
 */
export async function renderDetail(
  session: Session,
  options: Pick<RenderOptions, 'reveal' | 'raw' | 'now' | 'color' | 'facts'>,
): Promise<string> {
  const palette = await createPalette(options.color);
  const facts = factsOf(session, options, palette);
  const names = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, text]) => `${palette.faint(name.padEnd(names))}  ${text}\n`);
  const payload = session.data === null ? '' : `\n${coloredJson(session.data, palette)}\n`;
  return lines.join('') + payload;
}

function factsOf(
  session: Session,
  { reveal, raw, now, facts: told }: Pick<RenderOptions, 'reveal' | 'raw' | 'now' | 'facts'>,
  palette: Palette,
): [name: string, text: string][] {
  const facts: [string, string][] = [
    ['Token', palette.token(tokenText(session, reveal))],
    ['User', session.user === null ? palette.faint('none') : peopleText(session)],
    ['State', session.state],
    ['Expiry', expiryPaint(session, now, palette)(expiryText(session, now))],
    ...told.map((name): [string, string] => [titles[name], factText(session, name, now, palette)]),
    ['Size', formatSize(session.size)],
    ['Codec', session.codec ?? 'none'],
  ];
  if (session.error !== null) facts.push(['Error', palette.error(escapeText(session.error))]);
  if (raw && session.raw !== null) facts.push(['Raw', session.raw.toString('base64')]);
  return facts;
}

const titles: Readonly<Record<FactField, string>> = {
  created: 'Created',
  lastSeen: 'Last seen',
  ip: 'Address',
  agent: 'Agent',
  device: 'Device',
};

function factText(session: Session, name: FactField, now: Date, palette: Palette): string {
  const value = session[name];
  if (value === null) return palette.faint('unknown');
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
