/** What execution cost and brought, against cases computed by hand. */
import assert from "node:assert/strict";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { REPORT_ACCEPTED, REPORT_CANCELLED, REPORT_FILLED } from "../../core/wire/report.ts";
import { activity } from "../../backtest/metrics/activity.ts";
import { attribution } from "../../backtest/metrics/attribution.ts";
import { buyAndHold, randomTrader } from "../../backtest/metrics/baselines.ts";
import { closedTrades } from "../../backtest/metrics/closed_trades.ts";
import { markouts } from "../../backtest/metrics/markouts.ts";
import { shortfall } from "../../backtest/metrics/shortfall.ts";
import { measure } from "../../backtest/metrics/summary.ts";
import { madeResult, MadeRun } from "./made_result.ts";

const UNIT = 0.001;

function near(found: number | undefined, wanted: number): void {
  assert.ok(
    found !== undefined && Math.abs(found - wanted) < 1e-9,
    `${found} instead of ${wanted}`,
  );
}

/**
 * A buyer decides at a mid of 1,000, arrives at 1,002 and takes 10 of 20 lots at 1,004; the mid is 1,006
 * a second later and 1,001 at the end, when the rest has been cancelled.
 */
function lateBuyer() {
  const run = new MadeRun();
  run.frame(0, 999, 1_001);
  const order = run.order(0, SIDE_BID, 1_010, 20);
  run.frame(0.1, 1_001, 1_003);
  run.report(REPORT_ACCEPTED, order, 0.3, { venueSeconds: 0.2 });
  run.report(REPORT_FILLED, order, 0.3, {
    venueSeconds: 0.2,
    priceTicks: 1_004,
    qtyLots: 10,
    leavesLots: 10,
    feeQuote: 0.5,
  });
  run.frame(1, 1_005, 1_007);
  run.frame(2, 1_000, 1_002);
  run.report(REPORT_CANCELLED, order, 2, { leavesLots: 0 });
  return run.finish();
}

Deno.test("attribution() splits a late buyer's P&L into its parts", () => {
  const parts = attribution(lateBuyer());
  near(parts.spreadQuote, (1_002 - 1_004) * 10 * UNIT);
  near(parts.latencyQuote, -(1_002 - 1_000) * 10 * UNIT);
  near(parts.impactQuote, (1_006 - 1_002) * 10 * UNIT);
  near(parts.inventoryQuote, (1_001 - 1_006 + 2) * 10 * UNIT);
  near(parts.feesQuote, -0.5);
  near(parts.pnlQuote, (1_001 - 1_004) * 10 * UNIT - 0.5);
  assert.equal(parts.unexplainedQuote, 0);
});

Deno.test("shortfall() counts execution, fees and what was missed", () => {
  const costs = shortfall(lateBuyer());
  near(costs.arrivalBps, (1_004 - 1_002) / 1_002 * 1e4);
  near(costs.decisionBps, (1_004 - 1_000) / 1_000 * 1e4);
  near(costs.executionQuote, 4 * 10 * UNIT);
  near(costs.feesQuote, 0.5);
  near(costs.missedQuote, (1_001 - 1_000) * 10 * UNIT);
  near(costs.shortfallBps, (0.04 + 0.5 + 0.01) / (20 * 1_000 * UNIT) * 1e4);
  // 1,000 for 0.1 s, 1,002 for 0.9 s, 1,006 for a second.
  const twap = (1_000 * 0.1 + 1_002 * 0.9 + 1_006) / 2;
  near(costs.twapBps, (1_004 - twap) / twap * 1e4);
  assert.equal(costs.vwapBps, undefined, "nobody traded");
});

Deno.test("markouts() weighs by value, tells makers from takers, leaves out what never came", () => {
  const run = new MadeRun();
  run.frame(0, 999, 1_001);
  const buy = run.order(0, SIDE_BID, 999, 30);
  const sell = run.order(0, SIDE_ASK, 999, 10);
  run.frame(0.05, 999, 1_001);
  run.report(REPORT_FILLED, buy, 0.1, { priceTicks: 999, qtyLots: 30, isMaker: true });
  run.report(REPORT_FILLED, sell, 0.1, { priceTicks: 999, qtyLots: 10 });
  run.frame(0.15, 997, 999);
  run.frame(2, 997, 999);
  const result = run.finish();
  const all = markouts(result);
  assert.deepEqual(all.map(({ fills }) => fills), [2, 2, 2, 0, 0]);
  near(all[0].captureBps, (30 * 10 - 10 * 10) / 40);
  near(all[1].moveBps, (30 * -20 + 10 * 20) / 40);
  near(markouts(result, "maker")[1].markoutBps, 10 - 20);
  near(markouts(result, "taker")[1].markoutBps, -10 + 20);
  near(markouts(result, "taker")[1].standardErrorBps, 0);
});

Deno.test("closedTrades() takes average cost with fees, and turns positions", () => {
  const run = new MadeRun();
  run.frame(0, 999, 1_001);
  const trade = (side: number, priceTicks: number, qtyLots: number, feeQuote = 0) =>
    run.report(REPORT_FILLED, run.order(0, side, priceTicks, qtyLots), 0, {
      priceTicks,
      qtyLots,
      feeQuote,
    });
  trade(SIDE_BID, 1_000, 10, 0.01);
  trade(SIDE_BID, 1_010, 10, 0.01);
  trade(SIDE_ASK, 1_020, 10, 0.01);
  trade(SIDE_ASK, 1_000, 30, 0.03);
  trade(SIDE_BID, 1_000, 20);
  const { count, won, gainedQuote, lostQuote, winRate, profitFactor } = closedTrades(run.finish());
  assert.equal(count, 3);
  assert.equal(won, 1);
  near(gainedQuote, (1_020 - 1_005) * 10 * UNIT - 0.01 - 0.01);
  near(lostQuote, (1_005 - 1_000) * 10 * UNIT + 0.01 + 0.01 + 0.02);
  near(winRate, 1 / 3);
  near(profitFactor, gainedQuote / lostQuote);
});

Deno.test("activity() counts turnover, fills of orders and makers by value", () => {
  const { turnover, fillRatio, hitRatio, makerShare, feeBps } = activity(lateBuyer());
  near(turnover, 10.04 / 10_000);
  near(fillRatio, 0.5);
  near(hitRatio, 1);
  near(makerShare, 0);
  near(feeBps, 0.5 / 10.04 * 1e4);
});

Deno.test("buyAndHold() follows the mid, and the random trader pays spread and fees on average", () => {
  const result = madeResult();
  const [{ firstMidTicks, lastMidTicks, spreadTicks, priceUnit, qtyUnit }] = result.instruments;
  near(buyAndHold(result).totalReturn, lastMidTicks / firstMidTicks - 1);
  const random = randomTrader(result)!;
  const lots = result.fills.qtyLots.reduce((sum, each) => sum + each, 0);
  const costs = lots * spreadTicks / 2 * priceUnit * qtyUnit + result.totals.feesQuote;
  const error = random.deviationQuote / Math.sqrt(random.runs);
  assert.ok(Math.abs(random.meanQuote + costs) < 4 * error, `${random.meanQuote} and ${-costs}`);
  assert.ok(random.beaten > 0.5 && random.beaten < 1);
  assert.deepEqual(randomTrader(result), random);
});

Deno.test("measure() of a run without a single trade has no value where there is none", () => {
  const run = new MadeRun();
  run.frame(0, 99, 101);
  run.frame(5, 99, 101);
  const metrics = measure(run.finish(), { bootstrap: { seed: 1, draws: 20, confidence: 0.9 } });
  assert.equal(metrics.curve.sharpe, undefined);
  assert.equal(metrics.intervals?.sharpe, undefined);
  assert.equal(metrics.randomTrader, undefined);
  assert.equal(metrics.shortfall.shortfallBps, undefined);
  assert.ok(!/null|NaN|Infinity/.test(JSON.stringify(metrics)), "no NaN leaves");
});

Deno.test("measure() compounds runs of a month or more only", () => {
  const month = (days: number) => {
    const run = new MadeRun({ everyNanos: 8.64e13 });
    for (let day = 0; day <= days; day++) run.frame(day * 86_400, 99 + day, 101 + day);
    return measure(run.finish()).buyAndHold.annualReturn;
  };
  assert.equal(month(29), undefined);
  near(month(73), 1.73 ** 5 - 1);
});
