/** Coinbase Exchange, the older feed: hand-made messages through a capture. */
import assert from "node:assert/strict";
import { SIDE_ASK, SIDE_BID } from "../../core/base/units.ts";
import { STATUS_BAD_RECORD, STATUS_CLEAR, STATUS_GAP } from "../../core/wire/market.ts";
import { captureOf, driveCapture, http, recv } from "./capture_lines.ts";

const product_id = "BTC-USD";
const time = "2026-08-09T21:05:49.123456Z";
const PRODUCTS = JSON.stringify([
  { id: product_id, quote_increment: "0.01", base_increment: "0.00000001", status: "online" },
]);
const BOOK = {
  type: "snapshot",
  product_id,
  bids: [["65083.66", "0.2"], ["65083.60", "1"]],
  asks: [["65083.67", "0.3"]],
};

function update(...changes: readonly string[][]) {
  return { type: "l2update", product_id, time, changes };
}

function match(trade_id: number, side: string, type = "match") {
  return { type, trade_id, sequence: 50, side, size: "0.5", price: "65083.66", product_id, time };
}

function heartbeat(last_trade_id: number) {
  return { type: "heartbeat", sequence: 90, last_trade_id, product_id, time };
}

function run(messages: readonly unknown[]) {
  const lines = messages.map((message, i) =>
    recv(i, typeof message === "string" ? message : JSON.stringify(message), "ws.1")
  );
  const url = "https://api.exchange.coinbase.com/products";
  return driveCapture(captureOf("COINBASE_EXCHANGE", [http(0, url, PRODUCTS), ...lines]));
}

Deno.test("CoinbaseExchangeDecoder builds a book from a snapshot and its changes", async () => {
  const { messages, counters, problems } = await run([
    { type: "subscriptions", channels: [] },
    update(["buy", "65083.66", "9"]),
    BOOK,
    update(["sell", "65083.67", "0.00000000"], ["buy", "65083.61", "0.25"], [
      "sell",
      "65083.70",
      "2",
    ]),
  ]);
  assert.deepEqual(problems, []);
  assert.deepEqual([counters.snapshots, counters.appliedDiffs, counters.droppedDiffs], [1, 1, 1]);
  const levels = messages.flatMap((each) =>
    each.kind === "level" ? [[each.side, each.priceTicks, each.qtyLots]] : []
  );
  assert.deepEqual(levels, [
    [SIDE_BID, 6_508_366, 20_000_000],
    [SIDE_BID, 6_508_360, 100_000_000],
    [SIDE_ASK, 6_508_367, 30_000_000],
    [SIDE_BID, 6_508_361, 25_000_000],
    [SIDE_ASK, 6_508_367, 0],
    [SIDE_ASK, 6_508_370, 200_000_000],
  ]);
  assert.equal(messages.at(-1)!.exchNanos % 1e9, 123_456_000);
});

Deno.test("CoinbaseExchangeDecoder turns matches around and passes history by", async () => {
  const { messages } = await run([
    BOOK,
    match(9, "sell", "last_match"),
    match(10, "sell"),
    match(11, "buy"),
  ]);
  const trades = messages.flatMap((each) => each.kind === "trade" ? [each] : []);
  assert.deepEqual(
    trades.map(({ side, tradeId, qtyLots }) => [side, tradeId, qtyLots]),
    [[SIDE_BID, 10, 50_000_000], [SIDE_ASK, 11, 50_000_000]],
  );
});

for (
  const [where, messages] of [
    ["a match", [match(10, "buy"), match(12, "buy")]],
    ["a heartbeat", [match(10, "buy"), heartbeat(10), heartbeat(11)]],
  ] as const
) {
  Deno.test(`CoinbaseExchangeDecoder makes the book stale when ${where} shows that trades are missing`, async () => {
    const { counters, messages: told, problems } = await run([
      BOOK,
      ...messages,
      update(["buy", "65083.61", "0.25"]),
      BOOK,
    ]);
    assert.deepEqual([counters.gaps, counters.droppedDiffs, counters.snapshots], [1, 1, 2]);
    const statuses = told.flatMap((each) => each.kind === "status" ? [each.status] : []);
    assert.deepEqual(statuses, [STATUS_CLEAR, STATUS_GAP, STATUS_CLEAR]);
    assert.match(
      problems[0].text,
      /BTC-USD: messages are missing: trades after 10 up to 1[12] were/,
    );
  });
}

for (
  const [what, message, text] of [
    ["HTML", "<html>", /is no JSON/],
    [
      "an error",
      { type: "error", message: "rate limit exceeded" },
      /an error: rate limit exceeded/,
    ],
    ["a price off the grid", update(["buy", "1.005", "1"]), /does not fit its tick/],
    ["a change without side", update(["hold", "1.00", "1"]), /must be buy or sell first/],
    ["levels that are none", { ...BOOK, bids: [7] }, /must be rows of prices and quantities/],
  ] as const
) {
  Deno.test(`CoinbaseExchangeDecoder names ${what} in one line and goes on`, async () => {
    const { counters, problems, messages } = await run([BOOK, message, BOOK]);
    assert.deepEqual([counters.badRecords, counters.snapshots], [1, 2]);
    assert.match(problems[0].text, text);
    const bad = messages.filter((each) =>
      each.kind === "status" && each.status === STATUS_BAD_RECORD
    );
    assert.equal(bad.length, what.startsWith("a price") ? 1 : 0);
  });
}
