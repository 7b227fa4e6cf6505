import { stringify } from 'csv-stringify/sync';

/** What a spreadsheet may take for a formula; some trim a field before they look. */
const formula = /^\s*[=+\-@＝＋－＠]/u;
const negative = /^-\d+(?:\.\d+)?$/;

/**
 * Lines of CSV from fields that are escaped already, each with its newline. Many at once cost much
 * less than one after the other.
 *
 * A field that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP
 * advises (CSV injection); negative numbers do not. Tab and CR cannot lead a field: they are
 * escaped by now.
 */
export const csvLines = (rows: readonly (readonly string[])[]): string =>
  stringify(rows.map((row) => row.map(guarded)));

const guarded = (field: string): string =>
  formula.test(field) && !negative.test(field) ? `'${field}` : field;
