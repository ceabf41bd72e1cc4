/** Return for risk, without a risk-free rate. Undefined where nothing was risked. */
import { deviation, mean } from "./moments.ts";

/** Mean over deviation (n − 1), times √(samples a year). Sharpe (1994), Journal of Portfolio Management. */
export function sharpeRatio(returns: ArrayLike<number>, perYear = 1): number | undefined {
  const spread = deviation(returns);
  return spread > 0 ? mean(returns) / spread * Math.sqrt(perYear) : undefined;
}

/** As Sharpe's, with only returns below 0 as risk: √(Σ min(r, 0)² / n). Sortino and Price (1994). */
export function sortinoRatio(returns: ArrayLike<number>, perYear = 1): number | undefined {
  let squares = 0;
  for (let i = 0; i < returns.length; i++) squares += Math.min(returns[i], 0) ** 2;
  return squares > 0
    ? mean(returns) / Math.sqrt(squares / returns.length) * Math.sqrt(perYear)
    : undefined;
}
