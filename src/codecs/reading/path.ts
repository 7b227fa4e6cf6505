/** Where in the data the encoder is: keys and indexes, from the outside in. */
export class Path {
  readonly #parts: (string | number)[] = [];

  get depth(): number {
    return this.#parts.length;
  }

  enter(part: string | number): void {
    this.#parts.push(part);
  }

  leave(): void {
    this.#parts.pop();
  }

  /** Returns the first key, quoted where it is not a plain word. */
  top(): string {
    const [first] = this.#parts;
    return first === undefined ? '' : quoted(first);
  }

  toString(): string {
    let text = '';
    for (const part of this.#parts) {
      if (typeof part === 'number') text += `[${part}]`;
      else text += text === '' ? quoted(part) : `.${quoted(part)}`;
    }
    return text;
  }
}

function quoted(part: string | number): string {
  const text = String(part);
  if (/^[\w$-]{1,60}$/.test(text)) return text;
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
