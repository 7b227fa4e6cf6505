/** What came of looking for something in each of several applications. */
export interface Search {
  readonly isFound: boolean;
  /** Those that ended before they had looked. */
  readonly unseen: readonly string[];
  /** Those that have looked. */
  readonly seen: readonly string[];
}

/**
 * Tells each of several applications whether one of them has what all were asked for: at once where one
 * has it, else when all have looked, or have ended.
 */
export class Anywhere {
  readonly #apps: readonly string[];
  readonly #running: Set<string>;
  readonly #seen = new Set<string>();
  #isFound = false;
  #waiting: ((search: Search) => void)[] = [];

  constructor(apps: readonly string[]) {
    this.#apps = apps;
    this.#running = new Set(apps);
  }

  /** Takes down whether this one has it. */
  looked(app: string, hasIt: boolean): Promise<Search> {
    return new Promise((tell) => {
      this.#waiting.push(tell);
      this.#seen.add(app);
      this.#isFound ||= hasIt;
      this.ended(app);
    });
  }

  /** Nobody waits for what an application has any more. */
  ended(app: string): void {
    this.#running.delete(app);
    if (!this.#isFound && this.#running.size > 0) return;
    const search: Search = {
      isFound: this.#isFound,
      unseen: this.#apps.filter((one) => !this.#seen.has(one)),
      seen: this.#apps.filter((one) => this.#seen.has(one)),
    };
    for (const tell of this.#waiting.splice(0)) tell(search);
  }
}
