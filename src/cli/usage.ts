import { escapeText } from './output/escape.js';

/**
 * An argument, option or setting that cannot be taken; the process exits with 2.
 *
 * The message says what was expected, in words that read on after a name and a colon
 * (`--limit: expected a whole number …`). It never holds a token, a URL or a `--where` value.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** `option` is the one whose value it was, as messages name it; `guide` the one that says more. */
  constructor(
    message: string,
    readonly option?: string,
    readonly guide?: string,
  ) {
    super(message);
  }
}

/** A value that is no secret, fit for a message: in quotes, escaped, cut to 40 characters. */
export function quoted(text: string): string {
  const start = Array.from(text.slice(0, 80)).slice(0, 40).join('');
  return `"${escapeText(start)}${start.length < text.length ? '…' : ''}"`;
}
