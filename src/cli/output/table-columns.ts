import type { Session } from '../../index.js';
import { relative } from '../values/duration.js';
import { fieldsWithApp, type Field, type FieldName } from '../values/fields.js';
import { escapeText } from './escape.js';
import { expiryPaint, relativeExpiry } from './expiry.js';
import { fieldText } from './field-text.js';
import type { Demand } from './fit.js';
import { isoTime } from './iso-time.js';
import { tokenText } from './mask.js';
import { unpainted, type Paint, type Palette } from './palette.js';
import { preview } from './preview.js';
import type { RenderOptions, Shown } from '../formats/contract.js';
import { formatSize } from './size.js';
import { peopleText } from './users-text.js';

/** The text of a cell, escaped, and how to colour it once it is cut. */
export interface Cell {
  text: string;
  paint: Paint;
}

export interface TableColumn extends Pick<Demand, 'least' | 'rank' | 'firm' | 'spared'> {
  title: string;
  align: 'left' | 'right';
  /** What it is cut to even where there is room. */
  most: number;
  cell(session: Shown): Cell;
}

const whole = { least: Infinity, most: Infinity };
/** A preview without a terminal to fit into. */
const widestPreview = 1000;

/** The columns that `--fields` asks for, or those that serve people best. */
export function columnsOf(options: RenderOptions, palette: Palette): TableColumn[] {
  const { fields, reveal, exact, now, width, apps } = options;
  if (fields !== null) {
    const shown = fieldsWithApp(fields, apps);
    return shown.map((field, rank) => fieldColumn(field, rank, reveal, palette));
  }
  const { facts } = options;
  return [
    ...(apps ? [column('app', -1, whole, ({ app }) => plain(app ?? ''))] : []),
    column('token', 0, whole, (session) => ({
      text: tokenText(session, reveal),
      paint: palette.token,
    })),
    {
      ...column('user', 1, { least: 10, most: 36 }, (session) => plain(peopleText(session))),
      firm: true,
    },
    ...(facts.includes('lastSeen')
      ? [column('lastSeen', 3, whole, ({ lastSeen }) => plain(instant(lastSeen)))]
      : []),
    ...(facts.includes('ip')
      ? [column('ip', 4, { least: 15, most: 39 }, ({ ip }) => plain(escapeText(ip ?? '')))]
      : []),
    ...(facts.includes('device')
      ? [column('device', 5, { least: 12, most: 24 }, (session) => plain(deviceText(session)))]
      : []),
    column('expiry', 2, whole, (session) => ({
      text: (exact ? isoTime(session.expiry) : null) ?? relativeExpiry(session, now),
      paint: expiryPaint(session, now, palette),
    })),
    {
      ...column('size', 7, whole, ({ size }) => plain(formatSize(size))),
      align: 'right',
      spared: true,
    },
    {
      ...column('data', 6, { least: 10, most: Infinity }, ({ data, error, codec }) => {
        if (error !== null) return { text: escapeText(error), paint: palette.error };
        // A table without payloads has nothing to show, which is not null.
        return plain(codec === null ? '' : preview(data, width ?? widestPreview, options.noise));
      }),
      spared: true,
    },
  ];

  function instant(at: Date | null): string {
    if (at === null) return '';
    return (exact ? isoTime(at) : null) ?? relative(at, now);
  }
}

/** A column under the name of its field, by which it is asked for. */
const column = (
  title: FieldName,
  rank: number,
  { least, most }: Pick<TableColumn, 'least' | 'most'>,
  cell: TableColumn['cell'],
): TableColumn => ({ title, align: 'left', least, most, rank, cell });

const plain = (text: string): Cell => ({ text, paint: unpainted.plain });

/** What an agent is; where that is not known, what it says of itself. */
const deviceText = ({ device, agent }: Session): string =>
  escapeText(device ?? agent?.slice(0, longestAgent) ?? '');

/** More of it than a cell shows is not looked at. */
const longestAgent = 100;

/** A column that was asked for by name shows the exact value. */
function fieldColumn(field: Field, rank: number, reveal: boolean, palette: Palette): TableColumn {
  const name = field.kind === 'session' ? field.name : null;
  const paint = name === 'token' ? palette.token : name === 'error' ? palette.error : palette.plain;
  return {
    title: escapeText(field.label),
    align: name === 'size' ? 'right' : 'left',
    least: 3,
    most: Infinity,
    rank,
    cell: (session) => ({ text: fieldText(session, field, reveal), paint }),
  };
}
