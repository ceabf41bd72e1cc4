/**
 * Ratios of a return series against Python, and against worked examples of the papers.
 *
 * The figures are those of empyrical-reloaded 0.7.1, quantstats 0.0.86 and SciPy on Python 3.11, of
 * `r = [((i * 7919 % 1009) / 1009 - 0.48) * 0.02 for i in range(250)]` on business days.
 */
import assert from "node:assert/strict";
import { BOOTSTRAP, bootstrap } from "../../backtest/metrics/bootstrap.ts";
import { calmarRatio, drawdowns, maxDrawdown } from "../../backtest/metrics/drawdown.ts";
import { deviation, kurtosis, mean, skewness } from "../../backtest/metrics/moments.ts";
import { normalBelow, normalQuantile } from "../../backtest/metrics/normal.ts";
import {
  deflatedSharpe,
  luckiestOf,
  luckySharpe,
  probabilisticSharpe,
  probabilityAbove,
} from "../../backtest/metrics/probabilistic_sharpe.ts";
import {
  annualReturn,
  OPEN_YEAR,
  samplesAYear,
  SESSION_YEAR,
  simpleReturns,
  totalReturn,
} from "../../backtest/metrics/returns.ts";
import { sharpeRatio, sortinoRatio } from "../../backtest/metrics/sharpe.ts";

const RETURNS = Float64Array.from(
  { length: 250 },
  (_, i) => ((i * 7919 % 1009) / 1009 - 0.48) * 0.02,
);
const TRIALS = [0.01, 0.02, 0.05, -0.03, 0.04, 0, 0.03, -0.01];

function close(found: number | undefined, wanted: number, relative = 1e-12): void {
  assert.ok(
    found !== undefined && Math.abs(found - wanted) <= relative * Math.abs(wanted),
    `${found}`,
  );
}

Deno.test("ratios are those of empyrical and quantstats", () => {
  // ep.cum_returns_final(r); ep.annual_return, annual_volatility(r, annualization=252)
  close(totalReturn(RETURNS), 0.0863898194122068);
  close(annualReturn(RETURNS, 252), 0.0871102051628374);
  close(deviation(RETURNS) * Math.sqrt(252), 0.0918073176173386);
  // ep.sharpe_ratio(r, annualization=252); qs.stats.sharpe(r, periods=252)
  close(sharpeRatio(RETURNS, 252), 0.9556205932920174);
  // ep.sortino_ratio(r, annualization=252); qs.stats.sortino(r, periods=252)
  close(sortinoRatio(RETURNS, 252), 1.4269661690574802);
  // −ep.max_drawdown(r); ep.calmar_ratio(r, annualization=252)
  close(maxDrawdown(RETURNS), 0.020440666310372675);
  close(calmarRatio(annualReturn(RETURNS, 252), maxDrawdown(RETURNS)), 4.261612798729222);
});

Deno.test("probabilities of Sharpe ratios are those of SciPy's formula and of quantstats", () => {
  close(skewness(RETURNS), -0.004190181791586201, 1e-9);
  close(kurtosis(RETURNS), 1.8060780921031612);
  close(probabilisticSharpe(RETURNS), 0.8288038589590327);
  // qs.stats.probabilistic_sharpe_ratio(r): its skew and kurtosis are corrected for few samples.
  close(probabilisticSharpe(RETURNS), 0.8288036573487974, 1e-6);
  close(luckySharpe(TRIALS), 0.03894501868915368);
  close(deflatedSharpe(RETURNS, TRIALS), 0.6312661631583958);
});

Deno.test("deflatedSharpe() gives the example of the paper", () => {
  // Bailey and López de Prado (2014): 100 trials, ratios with an annual variance of 1/2, 1,250 days,
  // an annual ratio of 2.5, skewness −3, kurtosis 10.
  const lucky = luckiestOf(100, Math.sqrt(0.5 / 250));
  assert.equal(lucky.toFixed(4), "0.1132");
  const probability = probabilityAbove(lucky, 2.5 / Math.sqrt(250), 1250, -3, 10);
  assert.equal(probability?.toFixed(4), "0.9004");
});

Deno.test("normalBelow() and normalQuantile() agree with SciPy and with each other", () => {
  close(normalBelow(1.3), 0.9031995154143897, 1e-14);
  close(normalBelow(-3.1), 0.0009676032132183563, 1e-12);
  close(normalQuantile(0.975), 1.959963984540054, 1e-13);
  close(normalQuantile(1e-4), -3.7190164854556804, 1e-12);
  assert.equal(normalBelow(0), 0.5);
  for (let x = -8; x <= 5; x += 0.25) close(normalQuantile(normalBelow(x)) + 9, x + 9, 1e-9);
});

Deno.test("ratios have no value where nothing was risked, and never NaN", () => {
  for (const returns of [[], [0.01], [0, 0, 0]]) {
    assert.equal(sharpeRatio(returns), undefined);
    assert.equal(sortinoRatio(returns), undefined);
    assert.equal(probabilisticSharpe(returns), undefined);
    assert.equal(mean(returns) * 0, 0);
  }
  assert.equal(sortinoRatio([0.1, 0.2]), undefined);
  assert.equal(calmarRatio(0.1, 0), undefined);
  assert.equal(annualReturn([-1], 252), undefined);
  assert.equal(annualReturn([0.5], 252), undefined, "beyond all sense");
  assert.deepEqual([...simpleReturns([100, 0, -5, 50])], [-1, 0, 0], "nothing returns after ruin");
  assert.deepEqual([...drawdowns([100, 110, 99, 121])], [0, 0, 99 / 110 - 1, 0]);
});

Deno.test("samplesAYear() counts hours below a day and days from there", () => {
  assert.equal(samplesAYear(1e9, OPEN_YEAR), 365 * 86_400);
  assert.equal(samplesAYear(6e10, SESSION_YEAR), 252 * 390);
  assert.equal(samplesAYear(8.64e13, SESSION_YEAR), 252);
  assert.equal(samplesAYear(7 * 8.64e13, OPEN_YEAR), 365 / 7);
});

Deno.test("bootstrap() repeats itself, and its interval of a mean is the normal one of white noise", () => {
  const statistics = (drawn: Float64Array) => [mean(drawn), undefined];
  const [interval, none] = bootstrap(RETURNS, statistics, {
    ...BOOTSTRAP,
    draws: 2_000,
    meanBlock: 1,
  });
  assert.equal(none, undefined);
  assert.ok(interval !== undefined);
  const error = deviation(RETURNS) / Math.sqrt(RETURNS.length);
  close(interval.high - interval.low, 2 * 1.96 * error, 0.06);
  const again = bootstrap(RETURNS, statistics, { ...BOOTSTRAP, draws: 2_000, meanBlock: 1 });
  assert.deepEqual(again[0], interval);
});

Deno.test("bootstrap() keeps dependence: blocks widen the interval of returns that trend", () => {
  const trending = Float64Array.from({ length: 400 }, (_, i) => Math.floor(i / 40) % 2 - 0.5);
  const width = (meanBlock: number) => {
    const [interval] = bootstrap(trending, (drawn) => [mean(drawn)], { ...BOOTSTRAP, meanBlock });
    return interval!.high - interval!.low;
  };
  assert.ok(width(20) > 2 * width(1), `${width(20)} against ${width(1)}`);
});
