/**
 * Tells each of several applications whether one of them has what all were asked for: at once where one
 * has it, else when all have looked, or have ended.
 */
export class Anywhere {
  readonly #running: Set<string>;
  #isFound = false;
  #waiting: ((isFound: boolean) => void)[] = [];

  constructor(apps: readonly string[]) {
    this.#running = new Set(apps);
  }

  /** Takes down whether this one has it. */
  looked(app: string, hasIt: boolean): Promise<boolean> {
    return new Promise((tell) => {
      this.#waiting.push(tell);
      this.#isFound ||= hasIt;
      this.ended(app);
    });
  }

  /** Nobody waits for what an application has any more. */
  ended(app: string): void {
    this.#running.delete(app);
    if (!this.#isFound && this.#running.size > 0) return;
    for (const tell of this.#waiting.splice(0)) tell(this.#isFound);
  }
}
