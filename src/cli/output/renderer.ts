import type { Session } from '../../session.js';
import type { Field } from '../values/fields.js';

/**
 * Turns sessions into text, one after the other: `begin`, then `row` for each, then `end`.
 *
 * Each gives a piece of the output, newlines included, or '' where there is nothing to write yet.
 * All of it is safe on a terminal.
 */
export interface Renderer {
  begin(): string;
  row(session: Session): string;
  end(): string;
}

export interface RenderOptions {
  /** Whether tokens are shown whole. */
  reveal: boolean;
  /** Whether JSON carries the stored bytes of every session, not only where data is null. */
  raw: boolean;
  /** What `--fields` asked for; null for the format's own choice. */
  fields: readonly Field[] | null;
  /** Whether a table shows expiries as instants; every other format does so anyway. */
  exact: boolean;
  /** What the relative expiries of a table are relative to. */
  now: Date;
  /** The columns of the terminal; null where nothing is to be cut. */
  width: number | null;
  color: boolean;
}
