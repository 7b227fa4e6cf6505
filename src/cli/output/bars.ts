interface Bars {
  /** From small to large. */
  readonly levels: string;
  readonly nothing: string;
  readonly unknown: string;
}

const blocks: Bars = { levels: '▁▂▃▄▅▆▇█', nothing: '·', unknown: '×' };
const plain: Bars = { levels: '.:-=+*%#', nothing: '_', unknown: 'x' };

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
