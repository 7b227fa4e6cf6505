import type { JsonObject, Session } from '../../index.js';
import type {
  Format,
  Renderer,
  RenderOptions,
  ReportLine,
  ResultRenderer,
} from '../formats/contract.js';
import { headed } from '../text.js';
import type { FactField } from '../values/fields.js';

/** A result of an application, or a line of its report. */
interface Line extends ReportLine {
  readonly app: string;
}

/**
 * What several applications write in one format, as one output in which each record says whose it is.
 *
 * Sessions for programs come page by page, as they are read. A table, results and reports are
 * written at the end, in the order of the applications; what people read of each result, at once.
 */
export class Gathered {
  readonly format: Format;
  readonly #apps: readonly string[];
  readonly #lines: Line[] = [];
  readonly #counts: { app: string; text: string }[] = [];
  readonly #held: { app: string; sessions: readonly Session[] }[] = [];
  #options: RenderOptions | undefined;
  #renderer: Promise<Renderer> | undefined;
  #begun = false;

  constructor(format: Format, apps: readonly string[]) {
    this.format = format;
    this.#apps = apps;
  }

  /** The format as one of the applications has it. */
  of(app: string): Format {
    const { forPeople, total, results, report } = this.format;
    const counted = (text: string): string => {
      this.#counts.push({ app, text: `${app}\t${text}` });
      return '';
    };
    return {
      ...this.format,
      sessions: (options) => this.#sessions(app, options),
      session: (session, options) => this.#session(app, session, options),
      total: total && ((count) => counted(total(count))),
      results:
        results &&
        (async () => {
          const write = await results();
          if (total !== null) return (...what) => counted(write(...what));
          return forPeople ? spoken(app, write) : this.#keeping(app);
        }),
      report:
        report &&
        (async (lines) => {
          if (total !== null) return counted(await report(lines));
          for (const line of lines) this.#keep(app, line);
          return '';
        }),
    };
  }

  /** What is left to write once all have ended. */
  async end(): Promise<string> {
    const { forPeople, report } = this.format;
    const lines = inOrder(this.#lines, this.#apps);
    const told = lines.length === 0 ? '' : await report?.(forPeople ? aligned(lines) : lines);
    const table = this.#options && forPeople ? await this.#table(this.#options) : '';
    const counts = inOrder(this.#counts, this.#apps).map(({ text }) => text);
    return counts.join('') + (told ?? '') + table + ((await this.#renderer)?.end() ?? '');
  }

  /** What was held of all, as one table. */
  async #table(options: RenderOptions): Promise<string> {
    const renderer = await this.format.sessions(options);
    const rows = inOrder(this.#held, this.#apps).flatMap(({ app, sessions }) =>
      renderer.rows(labelled(sessions, app)),
    );
    return renderer.begin() + rows.join('') + renderer.end();
  }

  async #sessions(app: string, options: RenderOptions): Promise<Renderer> {
    const before = this.#options;
    // A column that one of them has is there for all.
    const shared: RenderOptions = {
      ...options,
      apps: true,
      facts: union<FactField>(before?.facts, options.facts),
      noise: union(before?.noise, options.noise),
    };
    this.#options = shared;
    if (this.format.forPeople) return this.#holding(app);
    this.#renderer ??= Promise.resolve(this.format.sessions(shared));
    const renderer = await this.#renderer;
    return {
      begin: () => {
        const text = this.#begun ? '' : renderer.begin();
        this.#begun = true;
        return text;
      },
      rows: (sessions) => renderer.rows(labelled(sessions, app)),
      end: () => '',
    };
  }

  readonly #holding = (app: string): Renderer => ({
    begin: () => '',
    rows: (sessions) => {
      this.#held.push({ app, sessions });
      return [];
    },
    end: () => '',
  });

  async #session(app: string, session: Session, options: RenderOptions): Promise<string> {
    if (this.format.forPeople) return headed(app, await this.format.session(session, options));
    const renderer = await this.#sessions(app, options);
    return renderer.begin() + renderer.rows([session]).join('');
  }

  readonly #keeping =
    (app: string): ResultRenderer =>
    (result) => {
      this.#keep(app, { result, text: '' });
      return '';
    };

  #keep(app: string, { result, text }: ReportLine): void {
    this.#lines.push({ app, result: { app, ...result } satisfies JsonObject, text });
  }
}

const spoken =
  (app: string, write: ResultRenderer): ResultRenderer =>
  (result, sentence, count) =>
    sentence === '' ? '' : write(result, `${app}: ${sentence}`, count);

const labelled = (sessions: readonly Session[], app: string) =>
  sessions.map((session) => ({ ...session, app }));

function aligned(lines: readonly Line[]): Line[] {
  const width = Math.max(...lines.map(({ app }) => app.length));
  return lines.map((line) => ({ ...line, text: `${line.app.padEnd(width)}  ${line.text}` }));
}

const inOrder = <T extends { app: string }>(list: readonly T[], apps: readonly string[]): T[] =>
  list.toSorted((a, b) => apps.indexOf(a.app) - apps.indexOf(b.app));

const union = <T>(one: readonly T[] = [], other: readonly T[]): T[] => [
  ...new Set([...one, ...other]),
];
