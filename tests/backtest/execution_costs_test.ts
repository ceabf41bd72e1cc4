/** Costs of execution against the window's benchmarks, by hand. */
import assert from "node:assert/strict";
import { executionCosts, type ExecutionRun } from "../../tools/execution_costs.ts";

function run(side: string, startNanos: number, averagePrice: number, lots = 10): ExecutionRun {
  const value = averagePrice * lots * 0.1;
  return {
    strategy: "twap",
    startNanos,
    parameters: { side, qty_lots: 10 },
    instruments: [{
      priceUnit: 0.01,
      qtyUnit: 0.1,
      positionLots: side === "buy" ? lots : -lots,
      firstMidTicks: 10_000,
      twapTicks: 10_010,
      vwapTicks: 10_020,
    }],
    totals: {
      boughtQuote: side === "buy" ? value : 0,
      soldQuote: side === "buy" ? 0 : value,
      makerQuote: value / 4,
      feesQuote: value / 1_000,
    },
  };
}

Deno.test("executionCosts() is what a buyer paid above each benchmark", () => {
  const [{ windows, columns }] = executionCosts([run("buy", 0, 100.2, 5)]);
  assert.equal(windows, 1);
  const means = columns.map(({ mean }) => Math.round(mean * 100) / 100);
  assert.deepEqual(means, [20, 9.99, 0, 10, 0.25, 0.5]);
  assert.equal(columns[0].half, Infinity);
});

Deno.test("executionCosts() counts a window once, with what the market did told apart", () => {
  // The market rose by 20 bps in the first window and fell by 40 in the second; a side costs 1 and 3.
  const [{ windows, columns: [arrival] }] = executionCosts([
    run("buy", 0, 100.21),
    run("sell", 0, 100.19),
    run("buy", 1, 99.63),
    run("sell", 1, 99.57),
  ]);
  assert.equal(windows, 2);
  assert.ok(Math.abs(arrival.mean - 2) < 1e-9);
  assert.ok(Math.abs(arrival.half - 12.706) < 1e-3);
  assert.ok(Math.abs(arrival.deviation - Math.sqrt((20 ** 2 + 40 ** 2) / 2)) < 1e-9);
});

Deno.test("executionCosts() refuses what is no parent order, and a window without a fill", () => {
  assert.throws(() => executionCosts([{ ...run("buy", 0, 1), parameters: {} }]), /parent order/);
  assert.throws(() => executionCosts([run("buy", 0, 0)]), /nothing was filled/);
});
