import type { Session } from '../../index.js';
import type { Field } from '../values/fields.js';
import { escapeText } from './escape.js';
import { expiryPaint, relativeExpiry } from './expiry.js';
import { fieldText } from './field-text.js';
import type { Demand } from './fit.js';
import { isoTime } from './iso-time.js';
import { tokenText } from './mask.js';
import type { Paint, Palette } from './palette.js';
import { preview } from './preview.js';
import type { RenderOptions } from '../formats/contract.js';
import { formatSize } from './size.js';
import { peopleText } from './users-text.js';

/** The text of a cell, escaped, and how to colour it once it is cut. */
export interface Cell {
  text: string;
  paint: Paint;
}

export interface TableColumn extends Pick<Demand, 'least' | 'rank'> {
  title: string;
  align: 'left' | 'right';
  /** What it is cut to even where there is room. */
  most: number;
  cell(session: Session): Cell;
}

const whole = { least: Infinity, most: Infinity };
/** A preview without a terminal to fit into. */
const widestPreview = 1000;

/** The columns that `--fields` asks for, or those that serve people best. */
export function columnsOf(options: RenderOptions, palette: Palette): TableColumn[] {
  const { fields, reveal, exact, now, width } = options;
  if (fields !== null) {
    return fields.map((field, rank) => fieldColumn(field, rank, reveal, palette));
  }
  return [
    {
      title: 'Token',
      align: 'left',
      ...whole,
      rank: 0,
      cell: (session) => ({ text: tokenText(session, reveal), paint: palette.token }),
    },
    {
      title: 'User',
      align: 'left',
      least: 6,
      most: 36,
      rank: 3,
      cell: (session) => ({ text: peopleText(session), paint: palette.plain }),
    },
    {
      title: 'Expiry',
      align: 'left',
      ...whole,
      rank: 1,
      cell: (session) => ({
        text: (exact ? isoTime(session.expiry) : null) ?? relativeExpiry(session, now),
        paint: expiryPaint(session, now, palette),
      }),
    },
    {
      title: 'Size',
      align: 'right',
      ...whole,
      rank: 4,
      cell: ({ size }) => ({ text: formatSize(size), paint: palette.plain }),
    },
    {
      title: 'Data',
      align: 'left',
      least: 10,
      most: Infinity,
      rank: 2,
      cell: ({ data, error, codec }) =>
        error === null
          ? {
              // A table without payloads has nothing to show, which is not null.
              text: codec === null ? '' : preview(data, width ?? widestPreview),
              paint: palette.plain,
            }
          : { text: escapeText(error), paint: palette.error },
    },
  ];
}

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
