import type { Format, FormatName } from './contract.js';
import { count } from './count.js';
import { csv } from './csv.js';
import { json } from './json.js';
import { ndjson } from './ndjson.js';
import { table } from './table.js';
import { tokens } from './tokens.js';
import { tsv } from './tsv.js';

/** Every format, by the name that `--format` takes. */
export const formats: Readonly<Record<FormatName, Format>> = {
  table,
  json,
  ndjson,
  csv,
  tsv,
  tokens,
  count,
};

/**
 * What is written where nobody asked for a format: in a pipe one session is JSON, whatever a list
 * would be, since nobody reads a single TSV line; and a result is a sentence.
 */
export const defaultFormats = (isTerminal: boolean) => ({
  sessions: isTerminal ? table : tsv,
  session: isTerminal ? table : json,
  result: table,
});
