/** A token in base64url, whole or masked: no option's name is that long, or has an ellipsis. */
const dashed = /^-(?:[\w-]{25,}|[\w-]{5,}(?:…|\*))$/;

/**
 * Moves tokens that begin with a dash behind `--`, where commander takes them for what they are:
 * one token in 64 does. What follows an option stays, since it may be its value.
 */
export function withDashedTokens(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const options = end < 0 ? [...argv] : argv.slice(0, end);
  const after = end < 0 ? [] : argv.slice(end + 1);
  const isToken = (word: string, i: number): boolean =>
    dashed.test(word) && i > 0 && !(options[i - 1] ?? '').startsWith('-');
  const tokens = options.filter(isToken);
  if (tokens.length === 0) return [...argv];
  return [...options.filter((word, i) => !isToken(word, i)), '--', ...tokens, ...after];
}
