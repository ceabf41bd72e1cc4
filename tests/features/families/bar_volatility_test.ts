/** The five estimators on bars whose variance can be worked out by hand, and on real shapes. */
import assert from "node:assert/strict";
import { barFrame, madeBars, runBars, SECOND, tradeFrame } from "../bars/bar_rig.ts";
import { variances } from "../bars/slow_features.ts";

const NAMES = [
  "close_to_close",
  "parkinson",
  "garman_klass",
  "rogers_satchell",
  "yang_zhang",
] as const;

/** Values after the last bar, by estimator. */
function volatilities(bars: readonly Parameters<typeof barFrame>[0][]): Record<string, number> {
  const values = runBars(bars.map((bar, i) => barFrame(bar, (3_000 + i) * 60 * SECOND, 60)));
  const last = values[values.length - 1];
  return Object.fromEntries(
    NAMES.map((name) => [name, last(`bar_1min_${name}_volatility_20_bps`) ?? NaN]),
  );
}

function assertClose(actual: number, expected: number, where: string): void {
  const tolerance = 1e-7 + 2e-7 * Math.abs(expected);
  assert.ok(Math.abs(actual - expected) <= tolerance, `${where}: ${actual}, expected ${expected}`);
}

Deno.test("estimators see what they are made for when every bar is the same swing", () => {
  // Opens and closes at 1000, after a rise to 1100 and a fall to 900: no return, no gap.
  const bars = Array.from(
    { length: 21 },
    () => ({ open: 1_000, high: 1_100, low: 900, close: 1_000, lots: 1 }),
  );
  const found = volatilities(bars);
  // ln(11/9) = 0.2006707, ln 1.1 = 0.0953102, ln 0.9 = −0.1053605.
  assert.equal(found.close_to_close, 0);
  assertClose(found.parkinson, 1205.1503455, "0.2006707 / √(4 ln 2)");
  assertClose(found.garman_klass, 1418.9560955, "0.2006707 / √2");
  assertClose(found.rogers_satchell, 1420.7346210, "√(0.0953102² + 0.1053605²)");
  // The variances of gaps and bodies are 0, and k = 0.34 / (1.34 + 21/19) = 0.1390443.
  assertClose(found.yang_zhang, 1420.7346210 * Math.sqrt(1 - 0.1390443392165), "Yang–Zhang");
});

Deno.test("estimators but close-to-close see no gap, and drift only Parkinson and Garman–Klass", () => {
  // Every bar rises from its open to its close by 1 %, and opens where the last one closed.
  const bars = Array.from({ length: 21 }, (_, i) => {
    const [open, close] = [i, i + 1].map((n) => Math.round(1e8 * 1.01 ** n));
    return { open, high: close, low: open, close, lots: 1 };
  });
  const found = volatilities(bars);
  const drift = Math.log(1.01);
  assert.ok(found.close_to_close < 1e-3, "a steady drift is no volatility");
  assert.ok(found.rogers_satchell < 1e-3 && found.yang_zhang < 1e-3);
  assertClose(found.parkinson / 1e4, drift / Math.sqrt(4 * Math.LN2), "Parkinson");
  assertClose(found.garman_klass / 1e4, drift * Math.sqrt(1.5 - 2 * Math.LN2), "Garman–Klass");
});

Deno.test("close-to-close and Yang–Zhang see gaps between bars", () => {
  // Flat bars at 1000 and 1010 in turns: returns of ±1 % , twenty of them.
  const bars = Array.from({ length: 21 }, (_, i) => {
    const ticks = i % 2 === 0 ? 1_000 : 1_010;
    return { open: ticks, high: ticks, low: ticks, close: ticks, lots: 1 };
  });
  const found = volatilities(bars);
  const expected = 1e4 * Math.log(1.01) * Math.sqrt(20 / 19);
  assertClose(found.close_to_close, expected, "close-to-close");
  assertClose(found.yang_zhang, expected, "Yang–Zhang");
  assert.deepEqual([found.parkinson, found.garman_klass, found.rogers_satchell], [0, 0, 0]);
});

Deno.test("estimators equal a batch computation in double precision on made bars", () => {
  const bars = madeBars(300);
  for (const count of [21, 22, 40, 41, 100, 299, 300]) {
    const expected = variances(bars.slice(0, count).map((bar) => ({ ...bar, tickLots: 0 })));
    const found = volatilities(bars.slice(0, count));
    for (const name of NAMES) {
      assertClose(found[name], 1e4 * Math.sqrt(expected[name]!), `${name} after ${count} bars`);
    }
  }
});

Deno.test("estimators are 0, and valid, when a price stands still", () => {
  const frames = Array.from({ length: 40 }, (_, n) => tradeFrame(43_200e9 + n * SECOND, [77]));
  const last = runBars(frames)[39];
  for (const name of NAMES) assert.equal(last(`bar_1s_${name}_volatility_20_bps`), 0);
});
