import { flagNamed, flagOf, keyOf, optionsOf } from '../option-words.js';
import { shellWord } from '../text.js';

/** Options whose values say which sessions, and are no secret. */
const open = new Set([
  ...['user', 'exceptUser', 'anonymous', 'loggedIn', 'expired', 'all', 'ip', 'agent'],
  ...['idleFor', 'olderThan', 'expiresBefore', 'expiresAfter', 'trustExpiry'],
  ...['grace', 'limit', 'maxDuration', 'interval'],
  ...['generate', 'hashed', 'file', 'rawFile', 'from', 'ttl', 'expires'],
]);

/** How each of the others is shown; one that is in neither is left out. */
const masked: Readonly<Record<string, (value: string) => string>> = {
  where: (value) => `${value.slice(0, end(value, /!?[=~<>]/))}…`,
  set: (value) => `${value.slice(0, end(value, /=/))}=…`,
  tokenPrefix: (value) => maskTyped(value),
  cookie: () => '…',
  except: () => '…',
  data: () => '…',
};

/** So many tokens are named. */
const mostTokens = 50;

/**
 * What was typed of a command, as it would be typed again, for the log: tokens masked whatever their
 * length, values that were searched for and payloads not at all; null for nothing.
 */
export function typedText(
  command: string,
  args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): string | null {
  const words = args.slice(0, mostTokens).map(maskTyped);
  if (args.length > mostTokens) words.push(`and ${args.length - mostTokens} more`);
  for (const option of optionsOf(command)) {
    const key = keyOf(option);
    const mask = masked[key];
    const given = flags[key];
    if (given === undefined || given === false || (mask === undefined && !open.has(key))) continue;
    const values = Array.isArray(given) ? (given as unknown[]) : [given];
    for (const value of values) {
      words.push(flagOf(option));
      if (typeof value !== 'string') continue;
      words.push(mask === undefined || value === '-' ? shellWord(value) : mask(value));
    }
  }
  return words.length === 0 ? null : words.join(' ');
}

const end = (text: string, operator: RegExp): number => {
  const at = text.search(operator);
  return at < 0 ? text.length : at;
};

/** A token as the log has it: its first 8 characters, and of a short one not more than a third. */
function maskTyped(text: string): string {
  if (text === '-') return text;
  const points = Array.from(text.slice(0, 48));
  const isPrefix = /[…*]$/.test(text);
  const shown = isPrefix
    ? Math.min(8, points.length - 1)
    : Math.min(8, Math.floor(points.length / 3));
  return `${points.slice(0, shown).join('')}…`;
}

/** Puts behind a user that was typed what else the person goes by: `--user ann@example.test (1)`. */
export function withNames(typed: string, who: string, names: readonly string[]): string {
  const found = wordsIn(typed).flatMap((word, at, words) =>
    word === shellWord(who) && words[at - 1] === userFlag
      ? [word, ...names.map((name) => `(${shellWord(name)})`)]
      : [word],
  );
  return found.join(' ');
}

/** Whether a text as `typedText` and `withNames` make it names this user, in small or capital letters. */
export function namesUser(typed: string, who: string): boolean {
  const wanted = shellWord(who).toLowerCase();
  let isUser = false;
  return wordsIn(typed).some((word, at, words) => {
    const isName = word.startsWith('(') && isUser;
    isUser = isName || words[at - 1] === userFlag;
    return isUser && (isName ? word.slice(1, -1) : word).toLowerCase() === wanted;
  });
}

const userFlag = flagNamed('user');

/** The words of a text, quoted as they stand there. */
const wordsIn = (typed: string): string[] => typed.match(/(?:\\.|[^\s'\\]|'[^']*')+/g) ?? [];
