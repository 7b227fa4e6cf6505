import type { JsonObject } from '../../session.js';
import { cellText } from './cell.js';
import { escapeText } from './escape.js';
import type { FormatName } from './formats.js';
import { stringifyJson } from './json.js';

/** Writes what a command did: the result for programs, or the sentence for people. */
export type ResultRenderer = (result: JsonObject, sentence: string) => string;

/**
 * The renderer of results in one format; each call gives one line, newline included.
 *
 * JSON and NDJSON are the object; CSV its values, under a header that only the first call writes;
 * TSV its values; count the first number in it; a table the sentence. `tokens` is empty: a result
 * has none.
 */
export async function createResultRenderer(format: FormatName): Promise<ResultRenderer> {
  switch (format) {
    case 'table':
      return (_, sentence) => `${escapeText(sentence)}\n`;
    case 'json':
    case 'ndjson':
      return (result) => `${stringifyJson(result)}\n`;
    case 'csv':
      return csvResults();
    case 'tsv':
      return (result) => `${Object.values(result).map(cellText).join('\t')}\n`;
    case 'tokens':
      return () => '';
    case 'count':
      return (result) => `${cellText(Object.values(result).find(isNumber) ?? 0)}\n`;
  }
}

async function csvResults(): Promise<ResultRenderer> {
  const { csvLine } = await import('./csv.js');
  let header = true;
  return (result) => {
    const line = csvLine(Object.values(result).map(cellText));
    if (!header) return line;
    header = false;
    return csvLine(Object.keys(result).map(escapeText)) + line;
  };
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}
