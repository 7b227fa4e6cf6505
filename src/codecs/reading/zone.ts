/** Returns the seconds of an offset such as `+02:00`; null for other text. */
export function offsetSeconds(text: string): number | null {
  const match = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
  if (match === null) return null;
  const [, sign, hours, minutes, odd = 0] = match;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(odd));
}

/**
 * Returns the offset that a zone of this name has at a local time, in seconds as if of UTC, or null
 * if the zone is not known here.
 */
export function namedOffset(zone: string, local: number): number | null {
  // No zone's name is longer: what is, is not asked for.
  if (!/^[A-Za-z][\w+/-]{2,40}$/.test(zone) || Number.isNaN(local)) return null;
  let guess = 0;
  try {
    for (let round = 0; round < 3; round++) {
      const next = offsetAt(zone, local - guess);
      if (next === null || next === guess) return next;
      guess = next;
    }
    return guess;
  } catch {
    return null;
  }
}

/** The zones that were asked for, since making one takes long; no more than there are zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const name = zone.toLowerCase();
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(name, made);
  return made;
}

function offsetAt(zone: string, unix: number): number | null {
  const parts = formatOf(zone).formatToParts(unix * 1000);
  const text = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return text === 'GMT' ? 0 : offsetSeconds(text.replace(/^GMT/, ''));
}
