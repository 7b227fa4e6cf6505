const zero = 48;
const minuteMs = 60_000;

/**
 * Reads `YYYY-MM-DD HH:MM:SS`, with a `T` or not, with up to nine digits of a fraction, in UTC or
 * with an offset: the same instant as SQLite's own functions give, for a fraction of their time.
 *
 * Undefined for whatever else SQLite may make something of: then it must be asked.
 */
export function textInstant(text: string): number | undefined {
  const hour = number(text, 11);
  const minute = number(text, 14);
  const second = number(text, 17);
  if (!(hour < 24 && minute < 60 && second < 60) || text[13] !== ':' || text[16] !== ':') {
    return undefined;
  }
  if (text[10] !== ' ' && text[10] !== 'T') return undefined;
  const day = dayOf(text);
  if (day === undefined) return undefined;
  let at = 19;
  let ms = 0;
  if (text[at] === '.') {
    let digits = 0;
    for (at++; isDigit(text, at) && digits < 9; at++, digits++) {
      if (digits < 3) ms = ms * 10 + text.charCodeAt(at) - zero;
    }
    if (digits === 0) return undefined;
    for (; digits < 3; digits++) ms *= 10;
  }
  const offset = offsetOf(text, at);
  if (offset === undefined) return undefined;
  return day + (hour * 60 + minute - offset) * minuteMs + second * 1000 + ms;
}

/** The midnight that begins the text's day. */
function dayOf(text: string): number | undefined {
  const year = number(text, 0) * 100 + number(text, 2);
  const month = number(text, 5);
  const day = number(text, 8);
  if (text[4] !== '-' || text[7] !== '-') return undefined;
  // Before the year 100 JavaScript's own functions mean the 20th century.
  if (!(year >= 100 && month >= 1 && month <= 12 && day >= 1)) return undefined;
  if (day > 28 && day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  return Date.UTC(year, month - 1, day);
}

/** The minutes east of UTC that a text ends with. */
function offsetOf(text: string, from: number): number | undefined {
  const at = text[from] === ' ' ? from + 1 : from;
  const left = text.length - at;
  if (left === 0) return from === at ? 0 : undefined;
  const sign = text[at];
  if (sign === 'Z') return left === 1 ? 0 : undefined;
  if (left !== 6 || (sign !== '+' && sign !== '-') || text[at + 3] !== ':') return undefined;
  const minutes = number(text, at + 1) * 60 + number(text, at + 4);
  if (!(minutes < 15 * 60 && number(text, at + 4) < 60)) return undefined;
  return sign === '+' ? minutes : -minutes;
}

/** The number that two digits say; NaN where they are none. */
const number = (text: string, at: number): number =>
  isDigit(text, at) && isDigit(text, at + 1)
    ? (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero
    : NaN;

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= zero && code <= zero + 9;
};
