/** What JSON has no number for, by the text that stands for it. */
export const notFinite: ReadonlyMap<string, number> = new Map([
  ['NaN', NaN],
  ['+Inf', Infinity],
  ['-Inf', -Infinity],
]);

/** Returns a float: a number, or `"NaN"`, `"+Inf"`, `"-Inf"`; minus zero becomes zero. */
export function floatJson(value: number): number | string {
  if (Number.isFinite(value)) return value + 0;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

/** Returns the number that a text of decimal digits says, or null if it says none. */
export function floatFromText(text: string): number | null {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}
