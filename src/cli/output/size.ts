const units = ['kB', 'MB', 'GB', 'TB'];

/** Bytes for people, in powers of 1000: `231 B`, `1.2 kB`, `34 MB`. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let amount = bytes;
  let unit = '';
  for (unit of units) {
    amount /= 1000;
    if (amount < 999.5) break;
  }
  return `${amount < 9.95 ? amount.toFixed(1) : amount.toFixed(0)} ${unit}`;
}
