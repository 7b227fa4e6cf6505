interface Bars {
  /** From small to large. */
  readonly levels: string;
  /** The same from left to right. */
  readonly lengths: string;
  readonly nothing: string;
  readonly unknown: string;
}

const blocks: Bars = { levels: '▁▂▃▄▅▆▇█', lengths: '▏▎▍▌▋▊▉█', nothing: '·', unknown: '×' };
const plain: Bars = { levels: '.:-=+*%#', lengths: '#', nothing: '_', unknown: 'x' };

/**
 * Draws numbers as bars side by side, a character each, the largest full: `▃█▁·×`. What is not 0
 * can be told from 0 however small it is; null is drawn as what went wrong.
 */
export function drawBars(numbers: readonly (number | null)[], unicode: boolean): string {
  const { levels, nothing, unknown } = unicode ? blocks : plain;
  const largest = numbers.reduce<number>((most, n) => Math.max(most, n ?? 0), 0);
  return numbers
    .map((n) => {
      if (n === null) return unknown;
      if (n === 0) return nothing;
      return levels[Math.ceil((n / largest) * levels.length) - 1] ?? nothing;
    })
    .join('');
}

/**
 * Draws a number as a bar that lies, so many columns long where it is the largest: `██▌`. What is not
 * 0 is seen.
 */
export function drawLength(n: number, largest: number, width: number, unicode: boolean): string {
  const { lengths } = unicode ? blocks : plain;
  if (n <= 0) return '';
  const parts = Math.max(1, Math.round((n / largest) * width * lengths.length));
  const whole = Math.floor(parts / lengths.length);
  const rest = parts % lengths.length;
  return (lengths.at(-1) ?? '').repeat(whole) + (rest > 0 ? (lengths[rest - 1] ?? '') : '');
}
