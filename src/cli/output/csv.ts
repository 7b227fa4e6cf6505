/** What a spreadsheet may take for a formula; some trim a field before they look. */
const formula = /^\s*[=+\-@＝＋－＠]/u;
const negative = /^-\d+(?:\.\d+)?$/;

/** What RFC 4180 wants between quotes. */
const special = /[",\n\r]/;

/** One cheap test that settles most fields: what is special, or may begin a formula. */
const notPlain = /^[\s=+\-@＝＋－＠]|[",\n\r]/;

/**
 * A line of CSV as RFC 4180 has it, from fields that are escaped already. It ends as lines do on
 * Unix.
 *
 * A field that a spreadsheet would take for a formula gets an apostrophe in front, as OWASP
 * advises (CSV injection); negative numbers do not. Tab and CR cannot lead a field: they are
 * escaped by now.
 */
export function csvLine(fields: readonly string[]): string {
  let line = '';
  let comma = '';
  for (const field of fields) {
    line += comma + (notPlain.test(field) ? quoted(guarded(field)) : field);
    comma = ',';
  }
  return `${line}\n`;
}

const guarded = (field: string): string =>
  formula.test(field) && !negative.test(field) ? `'${field}` : field;

const quoted = (field: string): string =>
  special.test(field) ? `"${field.replace(/"/g, '""')}"` : field;
