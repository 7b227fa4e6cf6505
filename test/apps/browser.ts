/** What a page answered. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A visitor of a site: keeps the cookies that it sets, and sends them back. */
export class Browser {
  readonly #site: string;
  readonly #cookies = new Map<string, string>();

  /** `cookie` is what it has kept from before: a Cookie header's value. */
  constructor(site: string, cookie = '') {
    this.#site = site;
    for (const pair of cookie.split('; ')) this.#keep(pair);
  }

  /** The Cookie header's value that it sends. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  get(path: string): Promise<Answer> {
    return this.#send('GET', path);
  }

  post(path: string, body: object = {}): Promise<Answer> {
    return this.#send('POST', path, JSON.stringify(body));
  }

  async #send(method: string, path: string, body?: string): Promise<Answer> {
    const answer = await fetch(this.#site + path, {
      method,
      redirect: 'manual',
      headers: {
        origin: this.#site,
        ...(this.#cookies.size > 0 && { cookie: this.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line.split(';')[0] ?? '');
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  }

  #keep(pair: string): void {
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
    if (value === '') this.#cookies.delete(name);
    else if (name !== '') this.#cookies.set(name, value);
  }
}
