/** Returns the pages of another generator, whose next one is made while this one is used. */
export async function* readAhead<Page>(
  pages: AsyncGenerator<Page, void>,
): AsyncGenerator<Page, void> {
  const ask = (): Promise<IteratorResult<Page, void>> => {
    const page = pages.next();
    // It may fail before anybody waits for it.
    page.catch(() => undefined);
    return page;
  };
  let next = ask();
  try {
    for (;;) {
      const { value, done } = await next;
      if (done) return;
      next = ask();
      yield value;
    }
  } finally {
    // Nothing is left running when the caller has had enough.
    await next.catch(() => undefined);
    await pages.return();
  }
}
