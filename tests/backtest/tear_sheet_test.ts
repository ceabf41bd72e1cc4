/** The page of a backtest, in a browser where there is one. */
import assert from "node:assert/strict";
import { histogram } from "../../backtest/histogram.ts";
import { BOOTSTRAP } from "../../backtest/metrics/bootstrap.ts";
import { measure } from "../../backtest/metrics/summary.ts";
import { tearSheet } from "../../backtest/tear_sheet.ts";
import type { BacktestResult } from "../../backtest/result.ts";
import { browserTest } from "../browser.ts";
import { madeResult, MadeRun } from "./made_result.ts";

const measured = (result: BacktestResult) => ({
  result,
  metrics: measure(result, { bootstrap: { ...BOOTSTRAP, draws: 50 } }),
});

function idle(): BacktestResult {
  const run = new MadeRun();
  run.frame(0, 99, 101);
  run.frame(5, 99, 101);
  return run.finish({ label: "idle" });
}

Deno.test("tearSheet() says parameters, models and what they leave out, and escapes all of it", () => {
  const result = madeResult({ minutes: 1, label: "<b>maker</b> & co" });
  const page = tearSheet([measured(result)]);
  assert.ok(!page.includes("<b>maker"));
  assert.ok(page.includes("&lt;b&gt;maker&lt;/b&gt; &amp; co"));
  assert.ok(page.includes("half_spread_ticks 1, size_lots 10"));
  for (const { assumes, liesWhen } of result.models) {
    assert.ok(page.includes(assumes) && page.includes(liesWhen));
  }
  assert.match(page, /does not answer/);
  assert.match(page, /A position is still open/);
  assert.ok(!/(src|href)="http/.test(page), "nothing is fetched");
  assert.ok(!/>[^<]*(NaN|undefined|Infinity)[^<]*<\/t/.test(page));
});

Deno.test("tearSheet() is the same bytes every time", () => {
  const page = () => tearSheet([measured(madeResult({ minutes: 1 }))]);
  assert.equal(page(), page());
});

browserTest("the tear sheet draws every chart in both themes, without an error", async (load) => {
  const runs = [
    measured(madeResult({ minutes: 2 })),
    measured(madeResult({ minutes: 2, seed: 2, edge: 0, label: "other" })),
    measured(idle()),
  ];
  const page = tearSheet(runs, "three of them");
  const panels = page.match(/class="panel"/g)!.length;
  for (const dark of [false, true]) {
    const { dom, console } = await load(page, { dark });
    assert.deepEqual(console, []);
    const empty = dom.match(/class="panel empty"/g)?.length ?? 0;
    assert.equal(empty, 3, "one without fills and orders has three charts less");
    assert.equal(dom.match(/<canvas/g)?.length, panels - empty);
  }
});

Deno.test("histogram() counts every value once, and one outlier does not squeeze the others", () => {
  const values = [...Array.from({ length: 999 }, (_, i) => i / 999), 1e6];
  const { count, counts, middles, median, most } = histogram(values);
  assert.equal(count, 1_000);
  assert.equal(counts.reduce((sum, each) => sum + each, 0), 1_000);
  assert.ok(middles.at(-1)! < 1.01);
  assert.ok(Math.abs(median - 0.5) < 0.01);
  assert.equal(most, 1e6);
  assert.deepEqual(histogram([7, 7]).counts, [2]);
  assert.deepEqual(histogram([]).counts, []);
});
