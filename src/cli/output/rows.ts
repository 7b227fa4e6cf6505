import { type Field, sessionField } from '../values/fields.js';
import { fieldText } from './field-text.js';
import { tokenText } from './mask.js';
import { recordWriter } from './record-text.js';
import type { Renderer, RenderOptions } from './renderer.js';

const nothing = (): string => '';

/** The columns of CSV and TSV where `--fields` does not say. */
export const defaultFields: readonly Field[] = (
  ['token', 'user', 'state', 'expiry', 'size', 'codec', 'data'] as const
).map(sessionField);

/** `json`: one array, streamed, an object a line. */
export function jsonRows(options: RenderOptions): Renderer {
  const write = recordWriter(options);
  let any = false;
  return {
    begin: () => '[',
    row(session) {
      const before = any ? ',\n  ' : '\n  ';
      any = true;
      return before + write(session);
    },
    end: () => (any ? '\n]\n' : ']\n'),
  };
}

/** `ndjson`: one object a line. */
export function ndjsonRows(options: RenderOptions): Renderer {
  const write = recordWriter(options);
  return {
    begin: nothing,
    row: (session) => `${write(session)}\n`,
    end: nothing,
  };
}

/**
 * `tsv`: fields separated by tabs, without a header; nothing is cut.
 *
 * Tabs and newlines in a field are escaped, so that `cut` and `awk` see what is meant. There is no
 * guard against spreadsheet formulas: scripts need the values as they are. CSV has it.
 */
export function tsvRows({ fields, reveal }: RenderOptions): Renderer {
  const columns = fields ?? defaultFields;
  return {
    begin: nothing,
    row: (session) => `${columns.map((field) => fieldText(session, field, reveal)).join('\t')}\n`,
    end: nothing,
  };
}

/** `tokens`: one token a line. */
export function tokenRows({ reveal }: RenderOptions): Renderer {
  return {
    begin: nothing,
    row: (session) => `${tokenText(session, reveal)}\n`,
    end: nothing,
  };
}

/** `count`: how many rows there were. */
export function countRows(): Renderer {
  let count = 0;
  return {
    begin: nothing,
    row() {
      count++;
      return '';
    },
    end: () => `${count}\n`,
  };
}
