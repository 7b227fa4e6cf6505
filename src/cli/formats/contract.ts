import type { Json, JsonObject, Session } from '../../index.js';
import { cellText, stringifyJson } from '../output/json.js';
import { escapeText } from '../output/escape.js';
import type { FactField, Field } from '../values/fields.js';

/** The values of `--format`. */
export const formatNames = ['table', 'json', 'ndjson', 'csv', 'tsv', 'tokens', 'count'] as const;
export type FormatName = (typeof formatNames)[number];

/**
 * One way to write what a command found or did. Commands ask what a format can, never which it is.
 *
 * Edge rules for every format:
 * - All that it writes is safe on a terminal, and each piece brings its own newline.
 * - What only some runs need (cli-table3, the library) is loaded when it is asked for.
 */
export interface Format {
  readonly name: FormatName;
  /** Whether programs read it who want all there is: stored bytes, each value's type, each run of a watch. */
  readonly forMachines: boolean;
  /** Whether people read it, on a screen: notes and the total then stand beside it. */
  readonly forPeople: boolean;
  /** More rows than this are not shown where nobody says how many; null where nothing is cut. */
  readonly mostRows: number | null;
  /** Whether it shows payloads where no fields are named: to read them costs most of a list. */
  readonly showsPayloads: boolean;
  /**
   * Whether it shows the users' names, and when a session was made and last seen, from where and on
   * what, where no fields are named.
   */
  readonly showsFacts: boolean;
  /** Whether `put --from` takes it back, so that whole tokens come with the stored bytes. */
  readonly restores: boolean;
  /** Whether a token or cookie that was just made stands alone, for a script to take. */
  readonly bare: boolean;
  /** Writes how many sessions there are, for a format that shows no more; null for the others. */
  readonly total: ((count: number) => string) | null;
  /** The renderer of many sessions, good for one list. */
  sessions(options: RenderOptions): Renderer | Promise<Renderer>;
  /** Writes one session that was asked for by itself. */
  session(session: Session, options: RenderOptions): Promise<string>;
  /** Writes one value of a payload. */
  value(value: Json): string;
  /** The renderer of what commands did, good for one run; null for a format that has no words for it. */
  readonly results: (() => ResultRenderer | Promise<ResultRenderer>) | null;
  /** Writes several results that belong together; null for a format that has no words for one. */
  readonly report: ((lines: readonly ReportLine[]) => Promise<string>) | null;
  /** What stands around and between results that are written one by one and belong together. */
  readonly list: { readonly begin: string; readonly between: string; readonly end: string };
  /** Writes an object as it is, for a file of its own; null for a format that has no words for it. */
  readonly document: ((value: JsonObject) => string) | null;
}

/** One of several results: for programs, and as safe lines for people, which may be painted. */
export interface ReportLine {
  readonly result: JsonObject;
  readonly text: string;
}

/**
 * Turns sessions into text, page by page: `begin`, then `rows` for each page, then `end`.
 *
 * Each gives a piece of the output, or '' where there is nothing to write yet; of rows several, which are
 * written one behind the other (see `utf8Of`).
 */
export interface Renderer {
  begin(): string;
  rows(sessions: readonly Shown[]): readonly string[];
  end(): string;
}

/**
 * Writes what a command did, as one line: the result for programs, or the sentence for people.
 *
 * The count is what a format says that has room for one number; by default the result's first.
 */
export type ResultRenderer = (result: JsonObject, sentence: string, count?: number) => string;

/** A session as it is shown: with the application that it is of, where that is to be said. */
export interface Shown extends Session {
  readonly app?: string;
}

export interface RenderOptions {
  /** Whether the sessions are of several applications, and each says of which, before all else. */
  apps?: true;
  /** Whether tokens are shown whole. */
  reveal: boolean;
  /** Whether JSON carries the stored bytes of every session, not only where data is null. */
  raw: boolean;
  /** What `--fields` asked for; null for the format's own choice. */
  fields: readonly Field[] | null;
  /** What the table tells of its sessions besides: columns for people are there for those alone. */
  facts: readonly FactField[];
  /** The fields of a payload that a preview leaves out. */
  noise: readonly string[];
  /** Whether a table shows expiries as instants; every other format does so anyway. */
  exact: boolean;
  /** What the relative expiries of a table are relative to. */
  now: Date;
  /** The columns of the terminal; null where nothing is to be cut. */
  width: number | null;
  color: boolean;
}

const defaults = {
  forMachines: false,
  forPeople: false,
  mostRows: null,
  showsPayloads: true,
  showsFacts: false,
  restores: false,
  bare: false,
  total: null,
  document: null,
  list: { begin: '', between: '', end: '' },
  value: (value: Json) =>
    `${typeof value === 'string' ? escapeText(value) : stringifyJson(value)}\n`,
} satisfies Partial<Format>;

/** A format from what sets it apart; where nothing is said, one session is a list of one. */
export function defineFormat(
  parts: Pick<Format, 'name' | 'sessions' | 'results'> & Partial<Format>,
): Format {
  const session = async (one: Session, options: RenderOptions): Promise<string> => {
    const renderer = await parts.sessions(options);
    return renderer.begin() + renderer.rows([one]).join('') + renderer.end();
  };
  const { results } = parts;
  const report =
    results &&
    (async (lines: readonly ReportLine[]): Promise<string> => {
      const write = await results();
      return lines.map(({ result, text }) => write(result, text)).join('');
    });
  return { ...defaults, session, report, ...parts };
}

/** A renderer that writes each session by itself, with nothing before or after. */
export const lineByLine = (line: (session: Shown) => string): Renderer => ({
  begin: () => '',
  rows: (sessions) => sessions.map(line),
  end: () => '',
});

/** A result's values as fields of text, in order. */
export const resultTexts = (result: JsonObject): string[] => Object.values(result).map(cellText);
