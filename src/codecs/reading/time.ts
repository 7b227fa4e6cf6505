/** Returns an offset in seconds as RFC 3339 writes it: `Z`, `+02:00`. */
export const zoneText = (seconds: number): string => (seconds === 0 ? 'Z' : offsetText(seconds));

/** Returns an offset in seconds with its sign, also where it is none: `+02:00`, `+00:00`. */
export function offsetText(seconds: number): string {
  const size = Math.abs(seconds);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const odd = size % 60 === 0 ? '' : `:${two(size % 60)}`;
  return `${seconds < 0 ? '-' : '+'}${two(size / 3600)}:${two((size / 60) % 60)}${odd}`;
}

/** Returns a fraction of a second with its point and all its digits; nothing where it is zero. */
export function fractionText(nanoseconds: number): string {
  if (nanoseconds === 0) return '';
  return `.${String(nanoseconds).padStart(9, '0').replace(/0+$/, '')}`;
}

/**
 * Returns an instant as RFC 3339 with all its digits, at an offset in seconds; null where it is out
 * of JavaScript's reach or its year has not four digits.
 */
export function instantText(unix: number, nanoseconds: number, offset: number): string | null {
  const local = unix + offset;
  if (!Number.isSafeInteger(local) || Math.abs(local) > 8.64e12) return null;
  const text = new Date(local * 1000).toISOString();
  if (text.length !== 24 || !isNanoseconds(nanoseconds)) return null;
  return text.slice(0, 19) + fractionText(nanoseconds) + zoneText(offset);
}

const isNanoseconds = (value: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= 999_999_999;
