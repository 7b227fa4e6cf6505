/** A session of a made-up shop, and the truth about it. */
export interface Visit {
  /** 40 letters and digits. */
  readonly token: string;
  /** The id of who is logged in; null for a guest. */
  readonly user: number | null;
  readonly created: Date;
  readonly seen: Date;
  readonly end: Date;
  readonly ip: string;
  readonly browser: Browser;
}

interface Browser {
  readonly device: string;
  readonly agent: string;
}

export interface ShopSize {
  readonly sessions: number;
  readonly users: number;
  /** From the last use of a session to its end. */
  readonly lifetimeMs: number;
}

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15';

const windowsChrome: Browser = {
  device: 'Chrome on Windows',
  agent: `${windows} Chrome/138.0.0.0 Safari/537.36`,
};

/** The more usual ones first. */
const browsers: readonly Browser[] = [
  windowsChrome,
  {
    device: 'Safari on iPhone',
    agent: `${iPhone} (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1`,
  },
  {
    device: 'Firefox on Linux',
    agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  },
  { device: 'curl 8.5', agent: 'curl/8.5.0' },
];

const minute = 60_000;
const hour = 60 * minute;
/** How far every end is from now, and a use from an hour ago: nothing passes either while it is counted. */
const clearOfNow = 20 * minute;

const named = ['ann', 'bob', 'carla'];

/** What a user logs in with: the first ones have names, the last one is zoe, and others have numbers. */
export const emailOf = (user: number, { users }: ShopSize): string =>
  `${user === users ? 'zoe' : (named[user - 1] ?? `user${user}`)}@shop.example`;

/**
 * Makes the sessions of a shop, the same for every run but for what is counted from `now`, a whole
 * second. A third of them are guests'; few users have many, and the last one has one, which is active.
 */
export function makeVisits({ sessions, users, lifetimeMs }: ShopSize, now: Date): Visit[] {
  const random = seeded(20_261_126);
  const below = (n: number): number => Math.floor(random() * n);
  const visit = (i: number): Visit => {
    const isLast = i === sessions - 1;
    const guest = below(3) === 0;
    const user = 1 + Math.floor((users - 1) * random() ** 3);
    const ago = isLast ? 31.5 * minute : usedAgo(random() ** 2, lifetimeMs);
    const seen = new Date(now.getTime() - ago);
    return {
      token: Array.from({ length: 5 }, () =>
        below(36 ** 8)
          .toString(36)
          .padStart(8, '0'),
      ).join(''),
      user: isLast ? users : guest ? null : user,
      created: new Date(seen.getTime() - below(3 * 24 * 60) * minute),
      seen,
      end: new Date(seen.getTime() + lifetimeMs),
      ip: addressOf(below(10), below(250)),
      browser: browsers[Math.floor(browsers.length * random() ** 2)] ?? windowsChrome,
    };
  };
  return Array.from({ length: sessions }, (_, i) => visit(i));
}

/** Whole minutes and a half, so that what is shown is the same for half a minute. */
function usedAgo(part: number, lifetimeMs: number): number {
  const ago = Math.floor((part * 1.4 * lifetimeMs) / minute) * minute + minute / 2;
  const edge = [hour, lifetimeMs].find((at) => Math.abs(ago - at) < clearOfNow);
  return edge === undefined ? ago : edge + clearOfNow;
}

/** One in ten comes from the shop's own office. */
function addressOf(kind: number, host: number): string {
  if (kind === 0) return '203.0.113.9';
  return kind === 1 ? `2001:db8::${(host + 1).toString(16)}` : `198.51.100.${host + 1}`;
}

/** mulberry32: numbers from 0 to 1 that are the same for every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The sessions of each of the values that `of` gives, and how many there are; null is none. */
export function countBy<K>(
  visits: readonly Visit[],
  of: (visit: Visit) => K | null,
): Map<K, number> {
  const counts = new Map<K, number>();
  for (const visit of visits) {
    const key = of(visit);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
