/** Further than this from every known word, a word was not meant for one of them. */
const mostEdits = 2;

/** A word of letters, no longer than what is shown of a token in any case. */
const plainWord = /^[a-z]+(?:[-_][a-z]+)*$/i;
const longestShown = 19;

/** The known word that a mistyped one was most likely meant for; undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const one of known) {
    // Half of a short word is another word.
    const most = Math.min(mostEdits, Math.floor(one.length / 2));
    const edits = Math.abs(one.length - word.length) > most ? Infinity : editsBetween(word, one);
    if (edits <= most && edits < least) [best, least] = [one, edits];
  }
  return best;
}

/**
 * Whether an unknown word may be repeated: not where it could be a token, a password or a URL that
 * went astray. What is near a known word tells no more than that.
 */
export const mayBeShown = (word: string, known: readonly string[]): boolean =>
  (word.length <= longestShown && plainWord.test(word)) || nearest(word, known) !== undefined;

/** Letters to add, leave out, change, or swap with the next. */
function editsBetween(a: string, b: string): number {
  let [twoAbove, above]: [number[], number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, j) => j),
  ];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (twoAbove[j - 2] ?? 0) + 1 : Infinity;
      row.push(Math.min(change, swap, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    [twoAbove, above] = [above, row];
  }
  return above[b.length] ?? Infinity;
}
