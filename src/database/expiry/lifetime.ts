import type { ExpiryFormat } from './contract.js';

/** A column that tells when a session was used last: it runs out so many milliseconds later. */
export function lifetimeAfter(base: ExpiryFormat, lifetimeMs: number): ExpiryFormat {
  const back = (instant: Date): Date => new Date(instant.getTime() - lifetimeMs);
  return {
    ...base,
    millis: (column) => `(${base.millis(column)} + ${lifetimeMs})`,
    fromText: base.fromText && ((text) => later(base.fromText?.(text), lifetimeMs)),
    stretches: (cutoff) => base.stretches(back(cutoff)),
    value: (expiry) => base.value(expiry && back(expiry)),
  };
}

const later = (instant: number | undefined, ms: number): number | undefined =>
  instant === undefined ? undefined : instant + ms;
