import assert from "node:assert/strict";
import { UserError } from "../../core/base/errors.ts";
import { EventTime } from "../../core/trading/event_time.ts";
import { NO_LIMITS, parseRiskLimits } from "../../core/trading/risk/limits.ts";
import { loadRiskLimits, RISK_PRESETS } from "../../core/trading/risk/presets.ts";
import { RateWindow } from "../../core/trading/risk/rate_window.ts";
import { REASON_BOUND, reasonName, REASONS } from "../../core/trading/risk/reasons.ts";
import { REASON_RISK } from "../../core/wire/report.ts";

function complaint(given: unknown): string {
  try {
    parseRiskLimits(given, "limits.json");
  } catch (thrown) {
    assert.ok(thrown instanceof UserError);
    assert.ok(!thrown.message.includes("\n"), "one line");
    return thrown.message;
  }
  return "";
}

Deno.test("parseRiskLimits() takes what it is given and limits nothing else", () => {
  const limits = parseRiskLimits({ maxOrderQty: 2.5, reduceOnly: true }, "limits.json");
  assert.deepEqual(limits, { ...NO_LIMITS, maxOrderQty: 2.5, reduceOnly: true });
});

Deno.test("parseRiskLimits() says in one line what is wrong", () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [[], /must be a JSON object/],
    [null, /must be a JSON object/],
    [{ maxOrderQtty: 1 }, /there is no limit maxOrderQtty; there are capitalQuote, maxOrderQty/],
    [{ maxOrderQty: "1" }, /maxOrderQty is "1", must be a number above 0, or null/],
    [{ maxOrderQty: 0 }, /maxOrderQty is 0, must be a number above 0/],
    [{ maxOrdersPerSecond: 1.5 }, /must be a whole number from 1/],
    [{ stopLossFraction: 1 }, /must be a fraction above 0 and below 1/],
    [{ capitalQuote: null }, /capitalQuote is null, must be an amount above 0/],
    [{ reduceOnly: 1 }, /reduceOnly is 1, must be true or false/],
    [{ maxOrderQty: 5, maxPositionQty: 2 }, /maxOrderQty 5 is above maxPositionQty 2/],
    [{ maxPositionFraction: 2, maxGrossFraction: 1 }, /maxPositionFraction 2 is above/],
    [{ maxNetFraction: 2, maxGrossFraction: 1 }, /net exposure is never above gross/],
    [{ maxDailyLossFraction: 0.2, maxDrawdownFraction: 0.1 }, /kill switch would come first/],
    [{ maxTradesPerMinute: 5, minTradeSeconds: 20 }, /do not fit into a minute/],
  ];
  for (const [given, expected] of cases) assert.match(complaint(given), expected);
});

Deno.test("RISK_PRESETS pass their own parser, conservative as it was specified", () => {
  for (const [name, limits] of Object.entries(RISK_PRESETS)) {
    assert.deepEqual(parseRiskLimits(JSON.parse(JSON.stringify(limits)), name), limits);
  }
  const {
    maxPositionFraction,
    stopLossFraction,
    takeProfitFraction,
    maxTradesPerMinute,
    minTradeSeconds,
    maxDailyLossFraction,
    maxDrawdownFraction,
  } = RISK_PRESETS.conservative;
  assert.deepEqual(
    [maxPositionFraction, stopLossFraction, takeProfitFraction, maxTradesPerMinute],
    [0.02, 0.01, 0.02, 1],
  );
  assert.deepEqual([minTradeSeconds, maxDailyLossFraction, maxDrawdownFraction], [60, 0.05, 0.15]);
});

Deno.test("loadRiskLimits() reads presets and files, and says when it is neither", async () => {
  assert.equal(await loadRiskLimits("moderate"), RISK_PRESETS.moderate);
  const path = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(path, `{"staleSeconds": 2}`);
    assert.deepEqual(await loadRiskLimits(path), { ...NO_LIMITS, staleSeconds: 2 });
    await Deno.writeTextFile(path, `{"staleSeconds": `);
    await assert.rejects(loadRiskLimits(path), /no JSON/);
  } finally {
    await Deno.remove(path);
  }
  await assert.rejects(
    loadRiskLimits("reckless"),
    /neither a preset \(conservative, moderate, none\) nor a file/,
  );
});

Deno.test("RateWindow allows so many within its time and no more", () => {
  const time = new EventTime();
  const window = new RateWindow(time, 2, 100);
  const fullAt = (nanos: number) => {
    time.advanceTo(nanos);
    return window.isFull();
  };
  window.add();
  assert.equal(fullAt(50), false);
  window.add();
  assert.equal(fullAt(99), true);
  assert.equal(fullAt(100), false);
  window.add();
  assert.equal(fullAt(149), true);
  assert.equal(fullAt(150), false);
  const unlimited = new RateWindow(time, null, 100);
  for (let i = 0; i < 1_000; i++) unlimited.add();
  assert.equal(unlimited.isFull(), false);
});

Deno.test("REASONS names every reason of the gate once, with a sentence", () => {
  const names = new Set<string>();
  for (let code = REASON_RISK; code < REASON_BOUND; code++) {
    const { name, sentence } = REASONS[code];
    assert.match(name, /^[a-z-]+$/);
    assert.match(sentence, /^[A-Zm].*\.$/);
    names.add(name);
  }
  assert.equal(names.size, REASON_BOUND - REASON_RISK);
  assert.equal(reasonName(999), "reason-999");
});
