import { invalid } from './failure.js';

/** RFC 6265, section 6.1: browsers need not keep more than this of a cookie. */
const longestCookie = 4096;
/** The same when each of its bytes is percent-encoded. */
const longestValue = 3 * longestCookie;

/** RFC 6265, section 4.1.1: the name is a token of HTTP. */
const nameForm = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/;
/** RFC 6265, section 4.1.1: cookie-octet. */
const octets = /^[!#-+\--:<-[\]-~]+$/;

/** How a framework writes a value: percent-encoded, or as it is. */
export type ValueEncoding = 'percent' | 'verbatim';

/** Returns the name back where a cookie can have it. */
export function checkedName(cookieName: string): string {
  if (nameForm.test(cookieName)) return cookieName;
  throw invalid(
    'a cookie has a name of up to 100 letters, digits and hyphens, dots or underscores',
  );
}

/** Returns a value as its framework sees it: without quotes, and decoded if it does that. */
export function decodedValue(value: string, encoding: ValueEncoding = 'percent'): string {
  if (value.length > longestValue) throw invalid('that is longer than a cookie can be');
  const bare = /^"(.*)"$/s.exec(value)?.[1] ?? value;
  return encoding === 'percent' ? percentDecoded(bare) : bare;
}

/** Returns checked text as it stands in a Cookie header. */
export function encodedValue(text: string, encoding: ValueEncoding = 'percent'): string {
  const value = encoding === 'percent' ? encodeURIComponent(text) : text;
  if (!octets.test(value)) {
    throw invalid('that id has characters that a cookie of this framework cannot have');
  }
  if (value.length > longestCookie) throw invalid('that id is too long for a cookie');
  return value;
}

/** Returns an id back where there is one. */
export function checkedId(id: string): string {
  if (id === '') throw invalid('a session has an id of at least one character');
  // Control characters, and halves of a character, which no encoding can say.
  if (/[\p{Cc}\p{Cs}]/u.test(id)) throw invalid('a session has no control characters in its id');
  return id;
}

/** What is not percent-encoded stays as it is, as in Node's own frameworks. */
function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
