import { stringify } from 'csv-stringify/sync';

import { escapeText } from './escape.js';
import { fieldText } from './field-text.js';
import type { Renderer, RenderOptions } from './renderer.js';
import { defaultFields } from './rows.js';

/** `csv`: RFC 4180 with a header line, which comes with the first row: no rows, no output. */
export function csvRows({ fields, reveal }: RenderOptions): Renderer {
  const columns = fields ?? defaultFields;
  let any = false;
  return {
    begin: () => '',
    row(session) {
      const line = csvLine(columns.map((field) => fieldText(session, field, reveal)));
      if (any) return line;
      any = true;
      return csvLine(columns.map((field) => escapeText(field.label))) + line;
    },
    end: () => '',
  };
}

/** What a spreadsheet may take for a formula; some trim a field before they look. */
const formula = /^\s*[=+\-@＝＋－＠]/u;
const negative = /^-\d+(?:\.\d+)?$/;

/**
 * One line of CSV from fields that are escaped already, with its newline.
 *
 * A field that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP
 * advises (CSV injection); negative numbers do not. Tab and CR cannot lead a field: they are
 * escaped by now.
 */
export function csvLine(fields: readonly string[]): string {
  return stringify([fields.map(guarded)]);
}

function guarded(field: string): string {
  return formula.test(field) && !negative.test(field) ? `'${field}` : field;
}
