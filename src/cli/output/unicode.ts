/**
 * Whether a terminal shows more than ASCII, as its environment says: the locale's character set, or
 * what Windows' terminal is known by. The Linux console's font has few of the block characters.
 */
export function showsUnicode(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env['TERM'] === 'linux' || env['TERM'] === 'dumb') return false;
  if (env['WT_SESSION']) return true;
  // POSIX: the first that is not empty counts.
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => env[name]).find(Boolean) ?? '';
  return /utf-?8/i.test(locale);
}
