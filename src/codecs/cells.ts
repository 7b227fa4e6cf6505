import { jsonCell } from './json-cell.js';
import { phpCell } from './php/cell.js';
import type { CellFormat } from './reading/cell.js';

/** The forms in which one cell holds many sessions. */
export const cellFormatNames = ['php', 'json'] as const;
export type CellFormatName = (typeof cellFormatNames)[number];

/** Every form. */
export const cellFormats = { php: phpCell, json: jsonCell } satisfies Record<
  CellFormatName,
  CellFormat
>;
