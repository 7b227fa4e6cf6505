/** What from here on has units of its own comes, in UTF-16, behind what takes two. */
const mayComeEarlier = /[\ud800-\uffff]/;

/** Less than 0 where a text comes before another: in the order of their characters, as databases have it. */
export function inTextOrder(a: string, b: string): number {
  if (mayComeEarlier.test(a) && mayComeEarlier.test(b)) {
    const order = Buffer.compare(Buffer.from(a), Buffer.from(b));
    if (order !== 0) return order;
  }
  return a < b ? -1 : Number(a > b);
}
