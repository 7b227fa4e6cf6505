/** A part of a whole, for people: `12 %`, `99.9 %`, `under 0.1 %`. It is 0 or 100 for none or all alone. */
export function formatShare(part: number, whole: number): string {
  if (part === 0 || part >= whole) return part === 0 ? '0 %' : '100 %';
  const percent = (part / whole) * 100;
  if (percent < 0.1) return 'under 0.1 %';
  if (percent > 99.9) return 'over 99.9 %';
  return percent >= 1 && percent <= 99 ? `${Math.round(percent)} %` : `${percent.toFixed(1)} %`;
}
