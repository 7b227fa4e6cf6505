import { invalid } from './failure.js';
import { checkedName } from './value.js';

/** As much as servers take of all headers together, with room to spare. */
const longest = 64 * 1024;

/** draft-ietf-httpbis-rfc6265bis, section 4.1.3: what a browser holds a name to. */
const prefixes = ['__Secure-', '__Host-'];

/**
 * Returns a cookie's value out of what someone copied: the bare value, `name=value`, a Cookie or
 * Set-Cookie header with its name or without.
 *
 * The name also stands for itself behind `__Secure-` and `__Host-`, unless it is given with one of
 * them; where each application has a name of its own, a form tells it. The framework may have other
 * names for it besides. Throws a SessionAdminError `INVALID_ARGUMENT`, without any of the text, where
 * the cookie is missing, or there more than once with different values.
 */
export function pickCookie(
  pasted: string,
  cookieName: string | RegExp,
  alsoCalled: readonly string[] = [],
): string {
  const tests = [cookieName, ...alsoCalled].map(nameTest);
  const isIt = (name: string): boolean => tests.some((test) => test(name));
  const called = typeof cookieName === 'string' ? `${cookieName} ` : '';
  const text = pasted.trim();
  if (text === '') throw invalid('a cookie is expected, and there is nothing');
  if (text.length > longest) throw invalid('that is longer than a header with cookies can be');
  if (/[\r\n]/.test(text)) throw invalid('a cookie is expected on one line');

  const header = /^(set-)?cookie[ \t]*:/i.exec(text);
  const pairs = text.slice(header?.[0].length ?? 0).split(';');
  const found = (header?.[1] === undefined ? pairs : pairs.slice(0, 1))
    .map(splitPair)
    .filter(({ name }) => isIt(name))
    .map(({ value }) => value);
  const [value, ...others] = found;
  if (value === undefined) return bareValue(text, called, header !== null);
  if (others.some((other) => other !== value)) {
    throw invalid(`there are several ${called}cookies: give the value of one`);
  }
  if (value === '' || value === '""') throw invalid(`the ${called}cookie is empty`);
  return value;
}

function nameTest(cookieName: string | RegExp): (name: string) => boolean {
  if (typeof cookieName !== 'string') return (name) => cookieName.test(name);
  const names = namesOf(checkedName(cookieName));
  return (name) => names.includes(name);
}

const namesOf = (cookieName: string): string[] =>
  prefixes.some((prefix) => cookieName.startsWith(prefix))
    ? [cookieName]
    : [cookieName, ...prefixes.map((prefix) => prefix + cookieName)];

function splitPair(pair: string): { name: string; value: string } {
  const at = pair.indexOf('=');
  if (at < 0) return { name: '', value: '' };
  return { name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() };
}

/** A value may end as base64 does; any other `=` comes after the name of some other cookie. */
function bareValue(text: string, called: string, isHeader: boolean): string {
  const value = text.replace(/;$/, '').trimEnd();
  if (!isHeader && /^[^=;\s]+={0,2}$/.test(value)) return value;
  throw invalid(
    `there is no ${called}cookie in that: give its value, or its name where the application has another`,
  );
}
