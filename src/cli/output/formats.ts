import type { Renderer, RenderOptions } from './renderer.js';

/** The values of `--format`. */
export const formatNames = ['table', 'json', 'ndjson', 'csv', 'tsv', 'tokens', 'count'] as const;
export type FormatName = (typeof formatNames)[number];

/** Each format, loaded when it is asked for: most runs need no table and no CSV. */
const formats = {
  table: async (options) => (await import('./table.js')).createTable(options),
  json: async (options) => (await import('./rows.js')).jsonRows(options),
  ndjson: async (options) => (await import('./rows.js')).ndjsonRows(options),
  csv: async (options) => (await import('./csv.js')).csvRows(options),
  tsv: async (options) => (await import('./rows.js')).tsvRows(options),
  tokens: async (options) => (await import('./rows.js')).tokenRows(options),
  count: async () => (await import('./rows.js')).countRows(),
} satisfies Record<FormatName, (options: RenderOptions) => Promise<Renderer>>;

/** The renderer of sessions in one format, good for one list. */
export function createRenderer(format: FormatName, options: RenderOptions): Promise<Renderer> {
  return formats[format](options);
}
