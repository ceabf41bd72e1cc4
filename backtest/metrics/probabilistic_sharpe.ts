/**
 * How sure a Sharpe ratio is. Neither is annualised: both compare ratios a sample. They hold for returns
 * that are independent; returns sampled within a trade are not quite.
 */
import { deviation, kurtosis, skewness } from "./moments.ts";
import { normalBelow, normalQuantile } from "./normal.ts";
import { sharpeRatio } from "./sharpe.ts";

const EULER = 0.577_215_664_901_532_9;

/**
 * Probability that the true ratio is above a benchmark:
 * Φ((S − S*) √(n − 1) / √(1 − γ₃ S + (γ₄ − 1)/4 S²)).
 * Bailey and López de Prado (2012), "The Sharpe ratio efficient frontier", equation 11.
 */
export function probabilisticSharpe(
  returns: ArrayLike<number>,
  benchmark = 0,
): number | undefined {
  const ratio = sharpeRatio(returns);
  return ratio === undefined
    ? undefined
    : probabilityAbove(benchmark, ratio, returns.length, skewness(returns), kurtosis(returns));
}

/** The same from what the returns come down to; undefined where their moments contradict each other. */
export function probabilityAbove(
  benchmark: number,
  ratio: number,
  samples: number,
  skew: number,
  kurt: number,
): number | undefined {
  const variance = 1 - skew * ratio + (kurt - 1) / 4 * ratio ** 2;
  if (!(variance > 0)) return undefined;
  return normalBelow((ratio - benchmark) * Math.sqrt((samples - 1) / variance));
}

/**
 * The best ratio that trials without any skill are expected to reach:
 * √V ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))).
 * Bailey and López de Prado (2014), "The deflated Sharpe ratio", equation 1.
 * @param trialRatios of all trials, a sample, not annualised
 */
export function luckySharpe(trialRatios: ArrayLike<number>): number {
  return luckiestOf(trialRatios.length, deviation(trialRatios));
}

/** The same from the number of trials and the deviation of their ratios. */
export function luckiestOf(trials: number, ratioDeviation: number): number {
  if (trials < 2) return 0;
  return ratioDeviation *
    ((1 - EULER) * normalQuantile(1 - 1 / trials) +
      EULER * normalQuantile(1 - 1 / (trials * Math.E)));
}

/** Probability that the best of many trials is better than luck. */
export function deflatedSharpe(
  returns: ArrayLike<number>,
  trialRatios: ArrayLike<number>,
): number | undefined {
  return probabilisticSharpe(returns, luckySharpe(trialRatios));
}
