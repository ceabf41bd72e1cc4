/** Files of a backtest, read back as other programs read them. */
import assert from "node:assert/strict";
import { measure } from "../../backtest/metrics/summary.ts";
import { summaryText } from "../../backtest/summary_text.ts";
import { fillsCsv, ordersCsv, resultJson, writePieces } from "../../backtest/write.ts";
import { madeResult, MadeRun } from "./made_result.ts";

const RESULT = madeResult({ minutes: 2, label: 'made, "quoted"' });
const RUN = { result: RESULT, metrics: measure(RESULT) };

function rowsOf(pieces: Iterable<string>): Record<string, string>[] {
  const [head, ...lines] = [...pieces].join("").trimEnd().split("\n");
  const names = head.split(",");
  return lines.map((line) => {
    const cells = line.replace('"made, ""quoted"""', "made").split(",");
    assert.equal(cells.length, names.length, line);
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
}

Deno.test("ordersCsv() has a line an order, in quote and base currency", () => {
  const { orders } = RESULT;
  const rows = rowsOf(ordersCsv([RUN]));
  assert.equal(rows.length, orders.count);
  rows.forEach((row, i) => {
    assert.equal(Number(row.order_id), orders.orderIds[i]);
    assert.equal(row.side, orders.sides[i] === 0 ? "buy" : "sell");
    assert.ok(Math.abs(Number(row.limit_price) - orders.limitTicks[i] / 100) < 1e-9);
    assert.ok(row.limit_price.length <= 7, row.limit_price);
    assert.equal(row.average_price === "", orders.filledLots[i] === 0);
    const [millis, rest] = row.sent_unix_ms.split(".");
    const nanos = (Number(millis) - RESULT.epochMillis) * 1e6 + Number(rest);
    assert.equal(nanos, orders.sentNanos[i]);
  });
  assert.ok(rows.some(({ end, reason }) => end === "cancelled" && reason !== ""));
});

Deno.test("fillsCsv() sums to the totals and leaves unknown mids empty", () => {
  const rows = rowsOf(fillsCsv([RUN, RUN]));
  assert.equal(rows.length, 2 * RESULT.fills.count);
  const fees = rows.reduce((sum, { fee }) => sum + Number(fee), 0) / 2;
  assert.ok(Math.abs(fees - RESULT.totals.feesQuote) < 1e-9);
  const last = rows.at(-1)!;
  assert.equal(last.mid_after_60000_ms, "");
  assert.equal(Number(last.position), RESULT.instruments[0].positionLots / 10);
});

Deno.test("resultJson() is JSON with metrics and equity, without NaN", () => {
  const { version, runs: [run] } = JSON.parse(resultJson([RUN]));
  assert.equal(version, 1);
  assert.equal(run.metrics.curve.pnlQuote, RESULT.totals.pnlQuote);
  assert.deepEqual(run.equity.equityQuote, [...RESULT.equity.equityQuote]);
  assert.equal(run.equity.unixMillis[0], RESULT.epochMillis);
  assert.equal(run.orders, undefined);
});

Deno.test("writePieces() leaves a whole file or none", async () => {
  const folder = await Deno.makeTempDir();
  try {
    writePieces(`${folder}/a.csv`, ["a\n", "b\n"]);
    assert.equal(await Deno.readTextFile(`${folder}/a.csv`), "a\nb\n");
    const failing = function* (): Generator<string> {
      yield "a\n";
      throw new Error("stopped");
    };
    assert.throws(() => writePieces(`${folder}/b.csv`, failing()), /stopped/);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a.csv"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("summaryText() stands in columns, also of a run that did nothing", () => {
  const idle = new MadeRun();
  idle.frame(0, 99, 101);
  const nothing = idle.finish({ label: "idle" });
  const text = summaryText([RUN, { result: nothing, metrics: measure(nothing) }]);
  const lines = text.split("\n").slice(1);
  assert.match(lines[0], /made, "quoted" +idle +buy and hold$/);
  assert.match(text, /^Fill ratio .* % +–$/m);
  assert.ok(!/NaN|undefined|Infinity/.test(text), text);
  const six = summaryText(Array(6).fill(RUN));
  assert.match(six, /1 more runs are in the files/);
});
