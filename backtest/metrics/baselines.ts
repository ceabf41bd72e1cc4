/**
 * What doing nothing clever would have brought over the same instruments and window.
 *
 * Buy and hold puts the capital into equal parts of every instrument at the first mid, without costs.
 *
 * The random trader makes as many trades as the strategy, of the same sizes, each at a random time and
 * on a random side; it pays half the mean spread and the strategy's own fee rate. Its many runs are a
 * distribution: a strategy that does not stand out of it has shown nothing.
 */
import { Prng } from "../../core/base/prng.ts";
import { type BacktestResult, NO_MID_TICKS } from "../result.ts";
import { deviation, mean } from "./moments.ts";
import { quantile } from "./bootstrap.ts";

/** Trades drawn altogether, so that a busy strategy has fewer runs beside it. */
const MOST_DRAWS = 4_000_000;
const MOST_RUNS = 500;

export interface BuyAndHold {
  readonly pnlQuote: number;
  readonly totalReturn: number;
  /** On the samples of the result. */
  readonly equityQuote: Float64Array;
}

export interface RandomTrader {
  readonly runs: number;
  readonly meanQuote: number;
  readonly deviationQuote: number;
  /** 5 % of its runs are below, 5 % above. */
  readonly lowQuote: number;
  readonly highQuote: number;
  /** Its runs that the strategy beat. */
  readonly beaten: number;
}

export function buyAndHold({ equity, instruments, capitalQuote }: BacktestResult): BuyAndHold {
  const samples = equity.timesNanos.length;
  const equityQuote = new Float64Array(samples).fill(capitalQuote);
  const traded = instruments.filter(({ firstMidTicks }) => firstMidTicks > 0);
  instruments.forEach(({ firstMidTicks }, row) => {
    if (!(firstMidTicks > 0)) return;
    const part = capitalQuote / traded.length;
    const { midTicks } = equity.instruments[row];
    for (let i = 0; i < samples; i++) {
      if (midTicks[i] > 0) equityQuote[i] += part * (midTicks[i] / firstMidTicks - 1);
    }
  });
  const pnlQuote = samples > 0 ? equityQuote[samples - 1] - capitalQuote : 0;
  return { pnlQuote, totalReturn: capitalQuote > 0 ? pnlQuote / capitalQuote : 0, equityQuote };
}

/** @returns undefined when the strategy did not trade */
export function randomTrader(result: BacktestResult, seed = 1): RandomTrader | undefined {
  const { fills, totals } = result;
  if (fills.count === 0) return undefined;
  const runs = Math.max(20, Math.min(MOST_RUNS, Math.floor(MOST_DRAWS / fills.count)));
  const prng = new Prng(seed);
  const pnls = Float64Array.from({ length: runs }, () => randomRun(result, prng)).sort();
  return {
    runs,
    meanQuote: mean(pnls),
    deviationQuote: deviation(pnls),
    lowQuote: quantile(pnls, 0.05),
    highQuote: quantile(pnls, 0.95),
    beaten: pnls.filter((pnl) => pnl < totals.pnlQuote).length / runs,
  };
}

function randomRun({ fills, equity, instruments, totals }: BacktestResult, prng: Prng): number {
  const samples = equity.timesNanos.length;
  let pnlQuote = -totals.feesQuote;
  for (let i = 0; i < fills.count; i++) {
    const row = fills.instruments[i];
    const { priceUnit, qtyUnit, lastMidTicks, spreadTicks } = instruments[row];
    const midTicks = equity.instruments[row].midTicks[prng.nextBelow(samples)];
    const sign = prng.nextUnit() < 0.5 ? 1 : -1;
    // Before the instrument's first mid there is nothing to trade: the trade is made at the end.
    const isKnown = midTicks !== NO_MID_TICKS && midTicks !== 0;
    const movedTicks = isKnown ? lastMidTicks - midTicks : 0;
    pnlQuote += (sign * movedTicks - spreadTicks / 2) * fills.qtyLots[i] * priceUnit * qtyUnit;
  }
  return pnlQuote;
}
