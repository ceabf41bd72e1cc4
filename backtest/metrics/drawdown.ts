/** Falls of equity below its peak, as fractions of the peak. */

/** From 0 down, one a sample. */
export function drawdowns(equityQuote: ArrayLike<number>): Float64Array {
  const falls = new Float64Array(equityQuote.length);
  let peak = -Infinity;
  for (let i = 0; i < falls.length; i++) {
    peak = Math.max(peak, equityQuote[i]);
    falls[i] = peak > 0 ? equityQuote[i] / peak - 1 : 0;
  }
  return falls;
}

/** Of returns, from a growth of 1: the deepest fall, above 0. */
export function maxDrawdown(returns: ArrayLike<number>): number {
  let growth = 1;
  let peak = 1;
  let deepest = 0;
  for (let i = 0; i < returns.length; i++) {
    growth *= 1 + returns[i];
    peak = Math.max(peak, growth);
    deepest = Math.max(deepest, 1 - growth / peak);
  }
  return deepest;
}

/** Annual return over the deepest fall. Young (1991), Futures. */
export function calmarRatio(annualReturn: number | undefined, deepest: number): number | undefined {
  return annualReturn !== undefined && deepest > 0 ? annualReturn / deepest : undefined;
}
