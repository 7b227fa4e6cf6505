/**
 * A number in JSON that may be shown in another way than it is written, as an SQL literal. Longer ones
 * are as good as unusual: MySQL gives up on a search without a bound.
 */
export const unusualNumber = "'^(-?[0-9]{1,40}[.eE]|-?[0-9]{41}|-0)'";

/**
 * The condition that JSON text may have a key of a path more than once: of such keys SQLite's and
 * MariaDB's functions see the first alone, and those who read the session the last.
 *
 * `find` gives SQL for the place of a text, from 1, or 0: the first one, or the first after `from`.
 */
export function writtenTwice(
  path: readonly string[],
  find: (text: string, from?: string) => string,
): string {
  const quoted = path.map((key) => `'"${key}"'`);
  const isThere = quoted.map((key) => `${find(key)} > 0`);
  const again = quoted.map((key) => `${find(key, find(key))} > 0`);
  return `(${isThere.join(' AND ')} AND (${again.join(' OR ')}))`;
}
