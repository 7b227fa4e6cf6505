import type { SequelizeStore, StoreOptions } from '../index.js';
import { oneLine } from '../inside.js';
import { canAskOn, columnsOf, Output, type Io } from './io.js';
import type { Format, RenderOptions, ResultRenderer } from './formats/contract.js';
import type { Journal } from './log/journal.js';
import { colorWanted } from './output/palette.js';
import { flagNamed, variableOf } from './option-words.js';
import type { Access } from './profiles/access.js';
import type { Profile } from './profiles/contract.js';
import { written } from './said.js';
import { readSettings, type GlobalFlags, type Settings } from './settings.js';
import type { Question } from './shared/ask.js';
import type { Search } from './together/anywhere.js';
import type { Together } from './together/contract.js';
import { headed } from './text.js';
import { UsageError } from './usage.js';
import { defined } from './values/given.js';
import { readSecret } from './values/secret.js';

const noWords = (format: string): UsageError =>
  new UsageError(`${flagNamed('format')}: this command has no ${format} to write`);

/** How a command uses the store. */
interface StoreUse extends Pick<StoreOptions, 'readOnly' | 'create' | 'signal' | 'layoutFile'> {
  /** It says itself what is doubtful about the table. */
  tellsDoubts?: boolean;
}

/** What a command works with: its settings, its streams and a store. */
export class Context {
  readonly settings: Settings;
  /** The profile that is used; null where there is none. */
  readonly profile: Profile | null;
  readonly out: Output;
  /** The line that the command writes into a log; null where none is wanted. */
  journal: Journal | null = null;
  readonly #err: Output;
  #saying = Promise.resolve();
  /** What is shared where a command works on several applications; null for one alone. */
  readonly #together: Together | null;

  constructor(
    readonly io: Io,
    readonly flags: GlobalFlags,
    {
      profile = null,
      together = null,
    }: { profile?: Profile | null; together?: Together | null } = {},
  ) {
    this.profile = profile;
    this.#together = together;
    const settings = readSettings(flags, io.env, io.stdout.isTTY === true, profile);
    this.settings = together === null ? settings : { ...settings, formats: together.formats };
    this.out = together?.out ?? new Output(io.stdout);
    this.#err = together?.err ?? new Output(io.stderr);
  }

  /** The name of the profile that the application goes by; null where none is used. */
  get app(): string | null {
    return this.profile?.name ?? null;
  }

  /** Tells people something on stderr, and what they may copy, unless they asked for quiet. */
  async note(text: string, toCopy?: string): Promise<void> {
    if (!this.settings.quiet) await this.#say(text, '', toCopy);
  }

  /** Tells people on stderr what they should not miss, quiet or not. */
  async warn(text: string): Promise<void> {
    await this.#say(text, 'warning: ');
  }

  /** Says why the command ends without doing what it was asked to. */
  async problem(text: string): Promise<void> {
    await this.#say(text, 'session-admin: ');
  }

  /**
   * Writes a text that people read as a whole, through a pager where it is longer than the terminal;
   * `heading` lines of it stay at the top there. Several applications write side by side, and at once.
   */
  async show(text: string, heading = 0): Promise<void> {
    if (!this.isOneOfSeveral && this.io.stdout.isTTY && this.flags.pager !== false) {
      await this.out.flush();
      const { page } = await import('./output/pager.js');
      if (await page(text, this.io, heading)) return;
    }
    await this.out.write(text);
  }

  /** The renderer of what the command does. Throws a UsageError for a format that has no words for it. */
  async results(): Promise<ResultRenderer> {
    const { name, results } = this.settings.formats.result;
    if (results !== null) return results();
    throw noWords(name);
  }

  /** The renderer of several results of the command. Throws like `results`. */
  reports(): NonNullable<Format['report']> {
    const { name, report } = this.settings.formats.result;
    if (report !== null) return report;
    throw noWords(name);
  }

  /** Tells those who asked for it (`-v`) what happens. */
  async detail(text: string): Promise<void> {
    if (this.settings.verbose) await this.#say(text);
  }

  /** Says one line: a line break can only be part of a name. Of several applications, it says whose. */
  async #say(text: string, lead = '', toCopy?: string): Promise<void> {
    const whose = this.isOneOfSeveral ? `${this.app ?? ''}: ` : '';
    const line = `${lead}${whose}${oneLine(text)}`;
    const said = { text: line, toCopy: toCopy === undefined ? undefined : oneLine(toCopy) };
    // One after the other: some wait for what lays them out.
    this.#saying = this.#saying
      .then(async () => this.#err.write(await written(this.#err.stream, said)))
      // Nobody reading stderr is no reason to stop.
      .catch(() => undefined);
    await this.#saying;
  }

  /** Whether the command works on other applications beside this one. */
  get isOneOfSeveral(): boolean {
    return this.#together !== null;
  }

  /** Whether a question can be asked here. */
  get canAsk(): boolean {
    return this.#together?.canAsk ?? canAskOn(this.io);
  }

  /** Asks before sessions go; of several applications, once for all. */
  async ask(question: Question, signal: AbortSignal): Promise<boolean> {
    if (this.#together !== null) return this.#together.ask(question, signal);
    const { ask } = await import('./shared/ask.js');
    return ask(question, this.io, signal);
  }

  /** What came of looking for something in all applications that are worked on; null where it is one. */
  async search(isHere: boolean): Promise<Search | null> {
    return this.#together?.search(isHere) ?? null;
  }

  /** A screen for people; of several applications, under the name of this one. */
  screen(text: string): string {
    return this.isOneOfSeveral ? headed(this.app ?? '', text) : text;
  }

  /** How stdout wants its sessions rendered. */
  renderOptions(now: Date): Omit<RenderOptions, 'fields' | 'facts' | 'noise' | 'raw' | 'exact'> {
    const { stdout, env } = this.io;
    return {
      reveal: this.settings.reveal,
      now,
      width: stdout.isTTY ? columnsOf(stdout) : null,
      color: colorWanted({ stream: stdout, env, flag: this.flags.color }),
    };
  }

  /**
   * Opens the store that the settings name, runs `work` with it, and closes it. What may be shown
   * wrongly is said before, unless the command says it itself.
   */
  async withStore<T>(
    { tellsDoubts = false, ...options }: StoreUse,
    work: (store: SequelizeStore) => Promise<T>,
  ): Promise<T> {
    const { SequelizeStore } = await import('../index.js');
    const { table, codec, layout, layoutFile, columns, expiryFormat, lifetime } = this.settings;
    const { userField, people } = this.settings;
    const { database, secret } = await this.#access();
    const journal = options.readOnly ? null : this.journal;
    await journal?.begin();
    const store = await SequelizeStore.open(database, {
      // One command does one thing at a time, and another connection may not be to be had.
      connections: 1,
      ...defined({ layoutFile }),
      ...options,
      ...defined({ table, columns, expiryFormat, lifetime, userField, people, secret }),
      reveal: this.settings.reveal,
      layout,
      codec,
      onSql: (sql) => void this.detail(`sql: ${sql.replaceAll(/\n +/g, ' ')}`),
    });
    try {
      const { info } = store;
      await journal?.at(info);
      const { transport, expiry } = info;
      await this.detail(`database: ${info.database}${transport === null ? '' : ` (${transport})`}`);
      await this.detail(`table: ${info.table}`);
      await this.detail(
        `layout: ${info.layout} (${info.title}), expiry: ${expiry.rule}, ${expiry.format}`,
      );
      if (info.rows !== null) await this.detail(`sessions: the rows whose ${info.rows}`);
      if (expiry.revoked !== null) await this.detail(`logged out: where ${expiry.revoked}`);
      await this.detail(`codec: ${codec === 'auto' ? `auto (${info.codec ?? 'none'})` : codec}`);
      if (options.readOnly && !tellsDoubts) for (const doubt of info.doubts) await this.warn(doubt);
      return await work(store);
    } finally {
      await store.close();
    }
  }

  /** The database and the application's secret, which a profile may keep elsewhere. */
  async #access(): Promise<Access> {
    const { profile, io, flags, settings } = this;
    const secret = await readSecret(flags.secretFile, io.env);
    if (profile === null) return { database: settings.database ?? 'sqlite:sessions.db', secret };
    await this.detail(`profile: ${profile.name} (${profile.file})`);
    const variable = flags.database === undefined ? variableOf('database', io.env) : undefined;
    if (variable !== undefined) {
      await this.warn(`${variable} is set, and beats the database of @${profile.name}`);
    }
    const { accessOf } = await import('./profiles/access.js');
    return accessOf(
      profile,
      { database: settings.database, secret },
      {
        env: io.env,
        warn: (text) => this.warn(text),
        tell: (text) => this.#say(text),
      },
    );
  }
}
